import { growTo } from '../../../wasm/wasm.ts';
import { instantiateCsv } from './csv-module.ts';

/** Bytes that are read, and do not count, behind the last one. */
const beyond = 16;

/** Counts how often a byte stands among others. */
export function createByteCounter(byte: number): (bytes: Uint8Array) => number {
  const kernel = instantiateCsv();
  if (kernel === undefined) return (bytes) => bytes.reduce((count, other) => (other === byte ? count + 1 : count), 0);
  const { memory, countOf } = kernel;
  return (bytes) => {
    growTo(memory, bytes.length + beyond);
    new Uint8Array(memory.buffer).set(bytes);
    return countOf(0, bytes.length, byte);
  };
}
