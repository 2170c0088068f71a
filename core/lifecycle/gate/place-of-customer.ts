import type { RunningHash } from '../training/training-ports.ts';

/**
 * Where a customer stands among all that could be, 0 up to 1, by a hash of the id alone: who stands below the test share
 * tests every model, and trains none. `place_of` of `training/mainstay_training/split.py`; a test holds them together.
 */
export function placeOfCustomer(customerId: string, newHash: () => RunningHash): number {
  const hash = newHash();
  hash.update(new TextEncoder().encode(`mainstay test rows ${customerId}`));
  return Number(BigInt(`0x${hash.hex().slice(0, 16)}`)) / 2 ** 64;
}
