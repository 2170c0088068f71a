// Bundles the report's only script, core/lifecycle/report/chooser/page-script.ts, into script.generated.ts beside it, with
// the hash by which content security policies let it run: npm run build:report [-- --check]. With --check nothing is
// written; exit code 1 where the committed file is not what the source bundles to.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = join(import.meta.dirname, '../core/lifecycle/report/chooser');

/** Where the script and its hash are kept. */
export const generatedFile = join(folder, 'script.generated.ts');

/** Bundles the script. @returns the content of its generated file */
export async function reportScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'page-script.ts')],
    bundle: true,
    write: false,
    minify: true,
    charset: 'ascii',
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
  });
  const script = outputFiles[0]?.text.trim() ?? '';
  if (/<\/script|<!--/i.test(script)) throw new Error('the script would end its own element');
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    `// Made by npm run build:report from page-script.ts (${script.length} bytes). Not for editing.`,
    '/** The script, as it stands in the page. */',
    `export const chooserScript = ${JSON.stringify(script)};`,
    '/** Source expression of a content security policy that lets this script run, and no other. */',
    `export const chooserScriptSource = "'sha256-${hash}'";`,
    '',
  ].join('\n');
}

if (import.meta.main) {
  const content = await reportScript();
  if (!process.argv.includes('--check')) writeFileSync(generatedFile, content);
  else if (readFileSync(generatedFile, 'utf8') !== content) {
    console.error('script.generated.ts is not what page-script.ts bundles to: npm run build:report');
    process.exitCode = 1;
  }
}
