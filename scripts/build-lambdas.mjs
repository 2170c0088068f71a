// Bundles every function of lambdas/ into dist/lambdas/<name>/index.mjs as CDK does, and says how large each became and
// what of: npm run build:lambdas [-- --out DIR]
import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../lambdas/bundling.ts';
import { root } from './paths.mjs';

/** Most that a bundle may hold, bytes: every container reads and compiles it before it answers. */
const limitBytes = 1.5 * 1000 * 1000;

const outAt = process.argv.indexOf('--out');
const out = outAt < 0 ? join(root, 'dist', 'lambdas') : process.argv[outAt + 1];
const { banner, ...options } = bundling;
let tooLarge = false;

/** Package, or folder of ours, that an input of the bundle belongs to. */
function ownerOf(input) {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
  return inPackage ? inPackage[1] : input.split('/')[0];
}

for (const entry of globSync('lambdas/**/*.handler.ts', { cwd: root }).sort()) {
  const name = basename(entry, '.handler.ts');
  const outfile = join(out, name, 'index.mjs');
  mkdirSync(join(out, name), { recursive: true });
  const { metafile } = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    banner: { js: banner },
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(out, name, 'meta.json'), JSON.stringify(metafile));
  const { size } = statSync(outfile);
  const owners = new Map();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs ?? {})) {
      owners.set(ownerOf(input), (owners.get(ownerOf(input)) ?? 0) + bytesInOutput);
    }
  }
  const largest = [...owners].sort(([, a], [, b]) => b - a).slice(0, 12);
  console.log(`${relative(root, outfile)}: ${(size / 1000).toFixed(0)} kB of ${limitBytes / 1000} kB`);
  for (const [owner, bytes] of largest) console.log(`  ${(bytes / 1000).toFixed(0).padStart(5)} kB  ${owner}`);
  tooLarge ||= size > limitBytes;
}
if (tooLarge) {
  console.error(`A bundle is larger than ${limitBytes / 1000} kB: see its meta.json for what it is made of`);
  process.exit(1);
}
