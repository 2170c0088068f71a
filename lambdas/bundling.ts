import { fileURLToPath } from 'node:url';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';

/**
 * zod brings the words of its errors in some fifty languages. Ours are shown to programs and in English: the others are
 * 260 kB that every container would read and compile before it answers.
 */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.(?:c?js)$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    })),
};

/**
 * How functions and the server on AWS records are bundled: one minified module. CDK, the build scripts and the bench go
 * by it.
 *
 * @param entry - below the checkout, such as `lambdas/api/api.handler.ts`
 * @param outfile - the module to write
 */
export function bundlingOf(entry: string, outfile: string) {
  return {
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    /** Errors keep their class names, which logs and retries go by. */
    keepNames: true,
    /** Some packages are CommonJS inside and ask for Node's modules by `require`, which a module does not have. */
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    plugins: [englishOnly],
    metafile: true,
    logLevel: 'warning',
  } satisfies BuildOptions;
}

/** Bytes of a bundle by the package, or the folder of ours, that they come from; largest first. */
export function bytesByOwner({ outputs }: Metafile): [owner: string, bytes: number][] {
  const owners = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const owner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input.split('/')[0] ?? '';
      owners.set(owner, (owners.get(owner) ?? 0) + bytesInOutput);
    }
  }
  return [...owners].sort(([, a], [, b]) => b - a);
}
