import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import withMiddleware from '@middy/core';
import { createApi } from '../../api/create-api.ts';
import { newId } from '../../api/new-id.ts';
import { openAwsHome } from '../shared/aws-home.ts';
import { loadEnv } from '../shared/load-env.ts';
import { answerEvent } from './answer-event.ts';
import { ApiFunctionEnv } from './api-env.ts';
import { countScores } from './count-scores.ts';
import { jwtAuthenticator } from './jwt-authenticator.ts';
import { takeDrop } from './take-drop.ts';

const env = loadEnv(ApiFunctionEnv); // a bad deployment fails here, naming every wrong variable
const logger = new Logger({ serviceName: 'api' });
const metrics = new Metrics({ namespace: 'Mainstay', serviceName: 'api', defaultDimensions: { stage: env.STAGE } });
const tracer = new Tracer({ serviceName: 'api' });

/** Largest file taken by `POST /v1/drops`: a request may hold 6 MB, a third of it is base64's. Larger ones go to S3. */
const dropLimitBytes = 4 * 1024 * 1024;

const scoresOfTier = { high: 'HighScores', medium: 'MediumScores', low: 'LowScores' } as const;

const home = openAwsHome({
  tableName: env.TABLE_NAME,
  bucketName: env.BUCKET_NAME,
  keptDays: env.RETENTION_DAYS,
  onChampionFailure: (version, error) => {
    logger.error('champion-not-loaded', { version, error: String(error) });
    metrics.addMetric('ChampionNotLoaded', MetricUnit.Count, 1);
  },
});
const { records, objects, clock, champion } = home;

const api = createApi({
  records: {
    ...records,
    customers: countScores(records.customers, (tier) => metrics.addMetric(scoresOfTier[tier], MetricUnit.Count, 1)),
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
export const handler = withMiddleware()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(captureLambdaHandler(tracer, { captureResponse: false })) // what is known of customers stays out of traces
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async (event: unknown) => {
    await home.keepUp();
    return answerEvent(event, {
      fetch: async (request, origin) => api.fetch(request, origin),
      onAnswered: (status, durationMs) => {
        metrics.addMetric('AnswerMs', MetricUnit.Milliseconds, durationMs);
        if (status >= 500) metrics.addMetric('ServerErrors', MetricUnit.Count, 1);
      },
      onMalformed: (error) => {
        logger.error('malformed-event', { error: error.message });
        metrics.addMetric('MalformedEvents', MetricUnit.Count, 1);
      },
    });
  });
