// Bundles the server on AWS records, which the image "aws" runs, into dist/server/index.mjs:
// npm run build:server [-- --out DIR]
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../lambdas/bundling.ts';
import { root } from './paths.mjs';

const outAt = process.argv.indexOf('--out');
const out = outAt < 0 ? join(root, 'dist', 'server') : process.argv[outAt + 1];
const outfile = join(out, 'index.mjs');
const { banner, ...options } = bundling;

await build({
  ...options,
  absWorkingDir: root,
  entryPoints: ['lambdas/container/serve.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  banner: { js: banner },
  logLevel: 'warning',
});
console.log(`${outfile}: ${(statSync(outfile).size / 1000).toFixed(0)} kB`);
