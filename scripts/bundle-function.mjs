// Bundles one function as it is uploaded, for CDK: node scripts/bundle-function.mjs lambdas/api/api.handler.ts FOLDER
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundlingOf } from '../lambdas/bundling.ts';

const [entry, folder] = process.argv.slice(2);
await build(bundlingOf(entry, join(folder, 'index.mjs')));
