/*
 * ONNX Runtime for Node as a peer of the kernel benchmark: scores rows of rows.f32 on request and says how long it took.
 * predict.mjs FOLDER MODEL THREADS; the lines are those of bench/kernel/predict.py, which also writes MODEL.onnx. What it says
 * are probabilities: it has no margins.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const columnCount = 40;
const [folder, model, threads] = process.argv.slice(2);
const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json');
const session = await InferenceSession.create(join(folder, `${model}.onnx`), {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(threads),
  interOpNumThreads: Number(threads),
});
const wanted = [session.outputNames.at(-1)];
const all = new Float32Array(Uint8Array.from(readFileSync(join(folder, 'rows.f32'))).buffer);

process.stdout.write(`${JSON.stringify({ version })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const { rows } = JSON.parse(line);
  const tensor = new Tensor('float32', all.subarray(0, rows * columnCount), [rows, columnCount]);
  const startedMs = performance.now();
  await session.run({ rows: tensor }, wanted);
  process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - startedMs) / 1000 })}\n`);
}
