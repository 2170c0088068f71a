import { createApi } from '../../api/create-api.ts';
import { newId } from '../../api/new-id.ts';
import { openAwsHome } from '../shared/aws-home.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { answerEvent } from './answer-event.ts';
import { ApiFunctionEnv } from './api-env.ts';
import { countScores } from './count-scores.ts';
import { jwtAuthenticator } from './jwt-authenticator.ts';
import { takeDrop } from './take-drop.ts';

const env = loadEnv(ApiFunctionEnv); // a bad deployment fails here, naming every wrong variable
const { logger, measure, handler: observed } = observe('api', env.STAGE);

/** Largest file taken by `POST /v1/drops`: a request may hold 6 MB, a third of it is base64's. Larger ones go to S3. */
const dropLimitBytes = 4 * 1024 * 1024;

const scoresOfTier = { high: 'HighScores', medium: 'MediumScores', low: 'LowScores' } as const;

const home = openAwsHome({
  tableName: env.TABLE_NAME,
  bucketName: env.BUCKET_NAME,
  keptDays: env.RETENTION_DAYS,
  onChampionFailure: (version, error) => {
    logger.error('champion-not-loaded', { version, error: String(error) });
    measure('ChampionNotLoaded');
  },
});
const { records, objects, clock, champion } = home;

const api = createApi({
  records: {
    ...records,
    customers: countScores(records.customers, (tier) => measure(scoresOfTier[tier])),
  },
  objects,
  clock,
  newId: (kind) => newId(kind, clock.now()),
  champion: () => champion.current(),
  verifyModel: home.loadModel,
  championMoved: () => champion.refresh(),
  submitDrop: (drop) => takeDrop(home, drop),
  docs: undefined,
  authenticator: jwtAuthenticator(env.SCOPE_PREFIX),
  log: {
    info: (event, facts) => logger.info(event, { ...facts }),
    error: (event, facts) => logger.error(event, { ...facts }),
  },
  settings: { dropLimitBytes, allowedOrigins: new Set(env.ALLOWED_ORIGINS) },
});

// While a container starts it has a whole processor for nothing; no request waits for the model after that.
await home.keepUp();

/** Every call of the HTTP API: one function, since all of them share the model, the connections and the warm container. */
export const handler = observed(async (event) => {
  await home.keepUp();
  return answerEvent(event, {
    fetch: async (request, origin) => api.fetch(request, origin),
    onAnswered: (status, durationMs) => {
      measure('AnswerMs', durationMs);
      if (status >= 500) measure('ServerErrors');
    },
    onMalformed: (error) => {
      logger.error('malformed-event', { error: error.message });
      measure('MalformedEvents');
    },
  });
});
