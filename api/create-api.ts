import { Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { declaredCalls, describeCalls } from './declared-calls.ts';
import { type ApiDeps, defaultSettings } from './deps.ts';
import type { ApiEnv } from './http/env.ts';
import { failed } from './http/failed.ts';
import { finishHeaders } from './http/finish-headers.ts';
import { guardHost } from './http/guard-host.ts';
import { logRequests } from './http/log-requests.ts';
import { noSuchCall } from './http/no-such-call.ts';
import { mount } from './mount.ts';
import { places } from './places.ts';
import { mountDocs } from './routes/docs.ts';
import { mountUploads } from './routes/uploads.ts';

/** Version of the API as the document states it; the paths carry the major one. */
const apiVersion = '1.0.0';

/** The HTTP API of a home: one app for the server, the Lambda function and the tests. */
export function createApi(deps: ApiDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const calls = declaredCalls(deps);
  const { allowedHosts, allowedOrigins } = { ...defaultSettings, ...deps.settings };
  app.use(requestId({ limitLength: 100 }));
  app.use(logRequests(deps));
  app.use(finishHeaders);
  app.use(guardHost(allowedHosts, allowedOrigins));
  mount(app, calls, deps);
  mountUploads(app, deps);
  mountDocs(app, () => describeCalls(calls, apiVersion), deps);
  const pages = ['/openapi.json', '/docs', '/docs/'].map((path) => ({ path, method: 'get' as const }));
  app.notFound(noSuchCall([...places, ...pages]));
  app.onError(failed(deps));
  return app;
}
