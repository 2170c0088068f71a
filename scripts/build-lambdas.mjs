// Bundles every function of lambdas/ into dist/lambdas/<folder>/<name>/ as CDK does, and says how large each became and what of:
// npm run build:lambdas [-- --out DIR]
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundlingOf, bytesByOwner, bytesOf, quickStartBundlingOf, quickStarts } from '../lambdas/bundling.ts';
import { root } from './paths.mjs';

/** Most that the bundle of a function may hold that somebody waits for, bytes: every container is given it before it answers. */
const limitBytes = 1.5 * 1000 * 1000;

const outAt = process.argv.indexOf('--out');
const out = outAt < 0 ? join(root, 'dist', 'lambdas') : process.argv[outAt + 1];
let tooLarge = false;

for (const entry of globSync('lambdas/**/*.handler.ts', { cwd: root }).sort()) {
  const name = relative('lambdas', entry).slice(0, -'.handler.ts'.length); // two folders may have handlers of one name
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  const options = quickStarts.includes(entry)
    ? quickStartBundlingOf(entry, folder)
    : bundlingOf(entry, join(folder, 'index.mjs'));
  const { metafile } = await build({ ...options, sourcemap: true, sourcesContent: false });
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(metafile));
  const whole = bytesOf(metafile);
  const isWaitedFor = quickStarts.includes(entry);
  console.log(
    `${relative(root, folder)}: ${(whole / 1000).toFixed(0)} kB${isWaitedFor ? ` of ${limitBytes / 1000} kB` : ''}`,
  );
  for (const [owner, bytes] of bytesByOwner(metafile).slice(0, 12)) {
    console.log(`  ${(bytes / 1000).toFixed(0).padStart(5)} kB  ${owner}`);
  }
  tooLarge ||= isWaitedFor && whole > limitBytes;
}
if (tooLarge) {
  console.error(`A bundle is larger than ${limitBytes / 1000} kB: see its meta.json for what it is made of`);
  process.exit(1);
}
