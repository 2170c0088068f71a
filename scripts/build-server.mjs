// Bundles the server on AWS records, which the image "aws" runs, into dist/server/index.mjs:
// npm run build:server [-- --out DIR]
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundlingOf } from '../lambdas/bundling.ts';
import { root } from './paths.mjs';

const outAt = process.argv.indexOf('--out');
const out = outAt < 0 ? join(root, 'dist', 'server') : process.argv[outAt + 1];
const outfile = join(out, 'index.mjs');

await build(bundlingOf('lambdas/container/serve.ts', outfile));
console.log(`${outfile}: ${(statSync(outfile).size / 1000).toFixed(0)} kB`);
