// Compiles every AssemblyScript kernel, core/<area>/kernel/<name>/assembly/index.ts, into wasm.generated.ts beside its
// assembly folder: npm run build:kernels [-- --check]. With --check nothing is written; exit code 1 where a committed
// file is not what its source compiles to.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import asc from 'assemblyscript/asc';
import { root } from './paths.mjs';

/** The compiler is pinned and these are all its settings, so equal sources give equal bytes. */
const settings = [
  ['-O3', '--converge', '--noAssert'],
  ['--runtime', 'stub'],
  ['--use', 'abort='],
  ['--enable', 'simd,relaxed-simd'],
  ['--outFile', 'kernel.wasm'],
].flat();

/** Entry files of all kernels, relative to the checkout. */
export const kernelEntries = globSync('core/*/kernel/*/assembly/index.ts', { cwd: root }).sort();

/** The generated file that belongs to an entry. */
export const generatedFile = (entry) => join(dirname(dirname(entry)), 'wasm.generated.ts');

/** Compiles one kernel. @returns the content of its generated file */
export async function compileKernel(entry) {
  let wasm;
  let said = '';
  const { error } = await asc.main([entry, ...settings, '--baseDir', root], {
    readFile(name, folder) {
      try {
        return readFileSync(join(folder, name), 'utf8');
      } catch {
        return null; // the compiler asks for every place that a module could be in
      }
    },
    writeFile(_name, contents) {
      wasm = contents;
    },
    listFiles: () => [],
    stderr: { write: (text) => void (said += text) },
  });
  if (error) throw new Error(`${entry} does not compile\n${said}`, { cause: error });
  const [name, bytes] = [entry.split('/').at(-3), wasm.length];
  return [
    `// Made by npm run build:kernels from assembly/ (${bytes} bytes of WebAssembly). Not for editing.`,
    `/** The ${name} kernel's module, base64. */`,
    `export const ${name}Wasm =`,
    `  '${Buffer.from(wasm).toString('base64')}';`,
    '',
  ].join('\n');
}

if (import.meta.main) {
  const onlyCheck = process.argv.includes('--check');
  for (const entry of kernelEntries) {
    const file = generatedFile(entry);
    const content = await compileKernel(entry);
    if (!onlyCheck) writeFileSync(join(root, file), content);
    else if (readFileSync(join(root, file), 'utf8') !== content) {
      console.error(`${file} is not what ${dirname(entry)} compiles to: npm run build:kernels`);
      process.exitCode = 1;
    }
    console.log(`${relative(root, join(root, file))}: ${(content.length / 1000).toFixed(1)} kB`);
  }
}
