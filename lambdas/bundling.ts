import { readFile } from 'node:fs/promises';
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
 * S3's client knows the shapes of all its calls, 66 kB of lists that esbuild cannot tell to be without effect, since they
 * hold computed keys. Said to be so, those that no call of ours needs are left out.
 */
const unusedShapesLeftOut: Plugin = {
  name: 'unused-shapes-left-out',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]client-s3[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /^((?:export )?var \w+\$? = )(\[[^;]*\]|\{[^;]*\});$/gm,
        '$1/* @__PURE__ */ (() => ($2))();',
      ),
    })),
};

/**
 * How functions and the server on AWS records are bundled: one minified module. CDK, the build scripts and the bench go
 * by it, and by {@link quickStartBundlingOf}.
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

/** Functions that somebody waits for: bundled by {@link quickStartBundlingOf}, all others by {@link bundlingOf}. */
export const quickStarts: readonly string[] = ['lambdas/api/api.handler.ts'];

/**
 * How a function is bundled whose first answer somebody waits for. What it loads when it is asked for, if ever, becomes
 * files of their own that a start neither reads nor compiles.
 *
 * @param folder - for `index.mjs` and the files that it loads
 */
export function quickStartBundlingOf(entry: string, folder: string) {
  const { outfile: _, ...options } = bundlingOf(entry, '');
  return {
    ...options,
    entryPoints: { index: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    plugins: [...options.plugins, unusedShapesLeftOut],
    splitting: true,
    chunkNames: '[name]-[hash]',
    /** Naming some 4,000 functions and classes takes 10 ms. No workflow goes by the name of an error of such a function. */
    keepNames: false,
    alias: { '@aws-sdk/credential-provider-node': './lambdas/shared/env-credentials.ts' },
    /** Asked for in browsers only. */
    external: ['bowser'],
  } satisfies BuildOptions;
}

/** Bytes of all modules of a bundle, and of those that a start reads if `atStart`. */
export function bytesOf({ outputs }: Metafile, { atStart = false } = {}): number {
  const modules = Object.entries(outputs).filter(([path]) => path.endsWith('.mjs'));
  const start = modules.flatMap(([path, { entryPoint }]) => (path.endsWith('/index.mjs') && entryPoint ? [path] : []));
  const read = new Set(atStart ? start : modules.map(([path]) => path));
  for (const path of read) {
    const imports = outputs[path]?.imports ?? [];
    for (const { path: imported, kind } of imports)
      if (kind === 'import-statement' && outputs[imported]) read.add(imported);
  }
  return Array.from(read).reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
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
