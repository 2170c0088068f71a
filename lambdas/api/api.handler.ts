import { eventNotPublished } from '../../api/told-by.ts';
import { openAwsHome } from '../shared/aws-home.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { scoringEndpoints } from '../shared/scoring-endpoint.ts';
import { answerEvent } from './answer-event.ts';
import { ApiFunctionEnv } from './api-env.ts';
import { apiOfAwsHome } from './api-of-aws-home.ts';
import { jwtAuthenticator } from './jwt-authenticator.ts';

const env = loadEnv(ApiFunctionEnv); // a bad deployment fails here, naming every wrong variable
const { logger, measure, handler: observed } = observe('api', env.STAGE);

/** Largest file taken by `POST /v1/drops`: a request may hold 6 MB, a third of it is base64's. Larger ones go to S3. */
const dropLimitBytes = 4 * 1024 * 1024;

const scoresOfTier = { high: 'HighScores', medium: 'MediumScores', low: 'LowScores' } as const;

const home = openAwsHome({
  tableName: env.TABLE_NAME,
  bucketName: env.BUCKET_NAME,
  eventBusName: env.EVENT_BUS_NAME,
  keptDays: env.RETENTION_DAYS,
  endpoints: scoringEndpoints(env.SCORING_ENDPOINT, 'api'),
  onChampionFailure: (version, error) => {
    logger.error('champion-not-loaded', { version, error: String(error) });
    measure('ChampionNotLoaded');
  },
  onShadowFailure: (version, error) => {
    logger.error('shadow-failed', { version, error: String(error) });
    measure('ShadowFailed');
  },
});

const api = apiOfAwsHome(home, {
  bucketName: env.BUCKET_NAME,
  authenticator: jwtAuthenticator(env.SCOPE_PREFIX),
  log: {
    info: (event, facts) => logger.info(event, { ...facts }),
    error: (event, facts) => {
      logger.error(event, { ...facts });
      if (event === eventNotPublished) measure('EventsNotPublished');
    },
  },
  onScoreRecorded: (tier) => measure(scoresOfTier[tier]),
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
