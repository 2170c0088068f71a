import type { Hono } from 'hono';
import { DomainError } from '../../core/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { docsFiles } from '../docs/docs-assets.ts';
import { docsPage, docsPolicy, docsScript, docsStyle, plainDocsPage } from '../docs/docs-page.ts';
import type { ApiEnv } from '../http/env.ts';

/**
 * `/openapi.json` and `/docs/`, a page that reads it. The document holds no secret, so both are public. It is made when it
 * is first asked for: making it takes longer than many a cold start may.
 */
export function mountDocs(app: Hono<ApiEnv>, document: () => Promise<unknown>, { docs }: Pick<ApiDeps, 'docs'>): void {
  let json: string | undefined;
  app.get('/openapi.json', async () => {
    json ??= JSON.stringify(await document());
    return send(json, 'application/json');
  });
  app.get('/docs', (context) => context.redirect('/docs/', 308));
  if (!docs) {
    app.get('/docs/', () => send(plainDocsPage, 'text/html; charset=utf-8'));
    return;
  }
  app.get('/docs/', () => send(docsPage, 'text/html; charset=utf-8'));
  app.get('/docs/page.js', () => send(docsScript, 'text/javascript; charset=utf-8'));
  app.get('/docs/page.css', () => send(docsStyle, 'text/css; charset=utf-8'));
  for (const name of Object.keys(docsFiles)) {
    app.get(`/docs/${name}`, async () => {
      const asset = await docs.read(name);
      if (!asset) throw new DomainError('not-found', 'This server came without the files of the documentation page');
      return send(asset.body, asset.contentType);
    });
  }
}

function send(body: string | Uint8Array<ArrayBuffer>, contentType: string): Response {
  return new Response(body, {
    headers: { 'content-type': contentType, 'content-security-policy': docsPolicy, 'cache-control': 'no-cache' },
  });
}
