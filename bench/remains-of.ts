import { readFile } from 'node:fs/promises';

/** What is written by hand under the figures of a results file; it stays when the figures are taken anew. */
export async function remainsOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const at = text.indexOf('## What remains');
  return at < 0 ? '' : text.slice(at);
}
