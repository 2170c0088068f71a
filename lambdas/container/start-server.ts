import { accessByEnv } from '../../api/access/access-by-env.ts';
import type { Log } from '../../api/deps.ts';
import { type RunningServer, serve } from '../../api/server/serve.ts';
import { apiOfAwsHome } from '../api/api-of-aws-home.ts';
import { championPollMs, openAwsHome } from '../shared/aws-home.ts';
import { loadEnv } from '../shared/load-env.ts';
import { scoringEndpoints } from '../shared/scoring-endpoint.ts';
import { ServerEnv } from './server-env.ts';

/**
 * Serves the API on records and files of AWS, as one of several servers alike: nothing is kept here. Files that are handed
 * in go to the bucket and are worked on by the same batch workflow as those of the API function.
 *
 * @param followMs - how soon a promotion elsewhere is followed, ms
 * @throws {DomainError} `invalid-request`, `issuer-unreachable`, `address-in-use`
 * @throws {Error} naming every variable that is wrong
 */
export async function startServer(
  source: Readonly<Record<string, string | undefined>>,
  log: Log,
  followMs = championPollMs,
): Promise<RunningServer> {
  const env = loadEnv(ServerEnv, source, 'this server');
  const access = await accessByEnv(env.HOST, source, (error) =>
    log.error('issuer-keys-not-renewed', { error: String(error) }),
  );
  const home = openAwsHome({
    tableName: env.TABLE_NAME,
    bucketName: env.BUCKET_NAME,
    eventBusName: env.EVENT_BUS_NAME,
    keptDays: env.RETENTION_DAYS,
    endpoints: scoringEndpoints(env.SCORING_ENDPOINT, 'api'),
    onChampionFailure: (version, error) => log.error('champion-not-loaded', { version, error: String(error) }),
    onShadowFailure: (version, error) => log.error('shadow-failed', { version, error: String(error) }),
  });
  const api = apiOfAwsHome(home, {
    bucketName: env.BUCKET_NAME,
    authenticator: access.authenticator,
    log,
    onScoreRecorded: () => undefined,
    settings: { allowedHosts: access.allowedHosts, allowedOrigins: new Set(env.ALLOWED_ORIGINS) },
  });
  const server = await serve({ fetch: (request) => api.fetch(request), host: env.HOST, port: env.PORT });
  // Healthy at once, ready when the model is there. A server is never frozen: no request waits for a newer model.
  const look = () => Promise.all([home.champion.refresh(), home.shadow.refresh()]);
  void look();
  const follow = setInterval(() => void look(), followMs);
  return {
    ...server,
    close: async () => {
      clearInterval(follow);
      return server.close();
    },
  };
}
