/** Length of a key, characters. */
const keyLength = 16;

const allOnes = 0xffff_ffff_ffff_ffffn;
const signBit = 0x8000_0000_0000_0000n;

/**
 * A number as 16 hexadecimal digits whose order as text is the order of the numbers: exactly, for every finite double.
 *
 * IEEE 754 doubles of one sign are ordered like their bits; turning the sign over, and all bits of negative numbers,
 * orders both. DynamoDB's own numbers would do, but leave no room for a second key: equal figures must be ordered by id.
 */
export function ascendingKey(value: number): string {
  return hex(orderedBits(value));
}

/** The same with the largest number first, since DynamoDB reads an index in one direction for both of its parts. */
export function descendingKey(value: number): string {
  return hex(orderedBits(value) ^ allOnes);
}

/** The number that a key made by {@link ascendingKey} begins with. */
export function numberOfAscendingKey(key: string): number {
  return numberOf(BigInt(`0x${key.slice(0, keyLength)}`));
}

/** The number that a key made by {@link descendingKey} begins with. */
export function numberOfDescendingKey(key: string): number {
  return numberOf(BigInt(`0x${key.slice(0, keyLength)}`) ^ allOnes);
}

function orderedBits(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value); // −0 is 0
  const bits = view.getBigUint64(0);
  return bits & signBit ? bits ^ allOnes : bits ^ signBit;
}

function numberOf(ordered: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, ordered & signBit ? ordered ^ signBit : ordered ^ allOnes);
  return view.getFloat64(0);
}

function hex(bits: bigint): string {
  return bits.toString(16).padStart(keyLength, '0');
}
