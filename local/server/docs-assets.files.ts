import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type DocsAssets, docsFiles } from '../../api/docs/docs-assets.ts';

/** The documentation page's files from the installed package; each is read once. */
export function installedDocsAssets(): DocsAssets {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const files = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    read: async (name) => {
      const contentType = docsFiles[name];
      if (contentType === undefined) return undefined;
      const body = files.get(name) ?? readFile(join(folder, name));
      files.set(name, body);
      return { contentType, body: await body };
    },
  };
}
