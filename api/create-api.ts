import { Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { type ApiDeps, defaultSettings } from './deps.ts';
import type { ApiEnv } from './http/env.ts';
import { failed } from './http/failed.ts';
import { finishHeaders } from './http/finish-headers.ts';
import { guardHost } from './http/guard-host.ts';
import { logRequests } from './http/log-requests.ts';
import { noSuchCall } from './http/no-such-call.ts';
import { mount } from './mount.ts';
import { openApiDocument } from './openapi.ts';
import type { Operation } from './operation.ts';
import { customerOperations } from './routes/customers.ts';
import { mountDocs } from './routes/docs.ts';
import { dropOperations } from './routes/drops.ts';
import { healthOperations } from './routes/health.ts';
import { modelTrialOperations } from './routes/model-trials.ts';
import { modelOperations } from './routes/models.ts';
import { registerModelOperation } from './routes/register-model.ts';
import { runOperations } from './routes/runs.ts';
import { scoreOperations } from './routes/scores.ts';
import { mountUploads } from './routes/uploads.ts';

/** Version of the API as the document states it; the paths carry the major one. */
const apiVersion = '1.0.0';

/** All calls, in the order in which the document shows them. */
export function operationsOf(deps: ApiDeps): Operation[] {
  return [
    ...scoreOperations(deps),
    ...customerOperations(deps),
    ...dropOperations(deps),
    ...modelOperations(deps),
    ...modelTrialOperations(deps),
    registerModelOperation(deps),
    ...runOperations(deps),
    ...healthOperations(deps),
  ];
}

/** The HTTP API of a home: one app for the server, the Lambda function and the tests. */
export function createApi(deps: ApiDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const operations = operationsOf(deps);
  const { allowedHosts, allowedOrigins } = { ...defaultSettings, ...deps.settings };
  app.use(requestId({ limitLength: 100 }));
  app.use(logRequests(deps));
  app.use(finishHeaders);
  app.use(guardHost(allowedHosts, allowedOrigins));
  mount(app, operations, deps);
  mountUploads(app, deps);
  mountDocs(app, () => openApiDocument(operations, apiVersion), deps);
  const pages = ['/openapi.json', '/docs', '/docs/'].map((path) => ({ path, method: 'get' as const }));
  app.notFound(noSuchCall([...operations, ...pages]));
  app.onError(failed(deps));
  return app;
}
