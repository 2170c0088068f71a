import { readFileSync } from 'node:fs';
import { isUsableImage } from '../../core/scoring/kernel/score/check-image.ts';
import { isSealed } from '../../core/scoring/kernel/score/image-digest.ts';
import { layOut } from '../../core/scoring/kernel/score/score-module.ts';
import { createTreeScorer } from '../../core/scoring/kernel/score/tree-scorer.ts';

/*
 * Usage: node first-answer.ts IMAGE SOURCE COLUMNS TREES. In a process where nothing is warm, prints the milliseconds
 * from a model's kept image to the first row's score: compilation, memory, checksum, bounds, one row.
 */
const [file = '', source = '', columnCount, treeCount] = process.argv.slice(2);
const image = Uint8Array.from(readFileSync(file));
const expected = { source, columnCount: Number(columnCount), treeCount: Number(treeCount) };
const row = new Float32Array(expected.columnCount);
const startedMs = performance.now();
const laidOut = layOut(image);
if (!isSealed(image, laidOut) || !isUsableImage(image, expected, laidOut)) throw new Error(`${file} is damaged`);
createTreeScorer(image, { base: 0, aggregation: 'sum' })?.rawScores(row, new Float64Array(1));
process.stdout.write(`${performance.now() - startedMs}\n`);
