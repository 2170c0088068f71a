import { readFileSync } from 'node:fs';
import { openSealed } from '../../core/scoring/kernel/reasons/kept-image.ts';
import { openReasonsKernel } from '../../core/scoring/kernel/reasons/reasons-kernel.ts';

/*
 * Usage: node first-answer.ts IMAGE SOURCE COLUMNS. In a process where nothing is warm, prints the milliseconds from a
 * model's kept image to the first row's contributions: checksum, compilation, memory, preparation, one row.
 */
const [file = '', source = '', count] = process.argv.slice(2);
const columnCount = Number(count);
const sealed = Uint8Array.from(readFileSync(file));
const featureOfColumn = Uint32Array.from({ length: columnCount }, (_, column) => column);
const columns = { columnCount, featureCount: columnCount, featureOfColumn };
const row = new Float32Array(columnCount);
const out = new Float64Array(columnCount);
const startedMs = performance.now();
const image = openSealed(sealed, { source, scale: 1, columns });
const explain = image && openReasonsKernel(image);
if (!explain) throw new Error(`${file} is damaged, or WebAssembly lacks relaxed SIMD`);
explain(row, out);
process.stdout.write(`${performance.now() - startedMs}\n`);
