/*
 * Reads wild CSV texts both ways, row by row and as columns, and stops at the first that they disagree on:
 * npm run fuzz:csv -- [--inputs 1000000] [--seed 1]. The seed of each text is one more than that of the text before.
 */
import { deepStrictEqual } from 'node:assert';
import { parseArgs } from 'node:util';
import { diceOf, readWild, wildText } from '../test/support/wild-csv.ts';

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const inputs = Number(values.inputs);
const first = Number(values.seed);
const counts = { accepted: 0, aside: 0, blank: 0 };
for (let seed = first; seed < first + inputs; seed++) {
  const text = wildText(diceOf(seed));
  const rows = await readWild(text, 'rows', 1 << 20);
  const columns = await readWild(text, 'columns', 1 << 20);
  if (rows === undefined || columns === undefined)
    throw new Error('This engine has no SIMD: there is nothing to compare.');
  try {
    deepStrictEqual(columns, rows);
  } catch (error) {
    console.error(`They disagree on the text of seed ${seed}: ${JSON.stringify(new TextDecoder().decode(text.bytes))}`);
    throw error;
  }
  counts.accepted += rows.rows.length;
  counts.aside += rows.aside.length;
  counts.blank += rows.blankRows;
  if ((seed - first + 1) % 50_000 === 0) console.log(`${seed - first + 1} texts read alike`);
}
const { accepted, aside, blank } = counts;
console.log(`${inputs} texts read alike: ${accepted} rows accepted, ${aside} set aside, ${blank} blank.`);
