/*
 * Sixteen bits of every feature's value stand beside a customer's place in the lists, so that a segment, however rare, is
 * found without reading customers. Different values may share a signature: whoever finds a customer by it looks again.
 */

/** Of a value that is missing. */
export const noValue = 0;

const scratch = new Float64Array(1);
const halves = new Uint32Array(scratch.buffer);

/** 1 to 65,535. Numbers that are equal have equal signatures. */
export function numberSignature(value: number): number {
  scratch[0] = value + 0; // −0 becomes 0
  return folded(Math.imul(halves[0]!, 0x85ebca6b) ^ Math.imul(halves[1]!, 0xc2b2ae35));
}

/** 1 to 65,535. */
export function textSignature(text: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return folded(hash);
}

export function signatureOf(value: number | string | null | undefined): number {
  if (value === null || value === undefined) return noValue;
  return typeof value === 'number' ? numberSignature(value) : textSignature(value);
}

/** Signatures that a value asked for may have: as a text, and as the number that the text is a form of. */
export function wantedSignatures(asked: string): readonly number[] {
  if (asked === '') return [noValue];
  const number = numberIn(asked);
  return number === null ? [textSignature(asked)] : [textSignature(asked), numberSignature(number)];
}

/** The number that a text is a form of; null where it is none. */
export function numberIn(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}

function folded(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return 1 + (((mixed ^ (mixed >>> 16)) >>> 0) % 0xffff);
}
