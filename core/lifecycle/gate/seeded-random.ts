/**
 * Random numbers that a seed repeats: sfc32 of PractRand, whose smallest period is 2³².
 *
 * @param seed - any integer; its lower 32 bits count
 * @returns the next number, 0 up to, not including, 1
 */
export function seededRandom(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next(); // until every bit of the seed has reached every bit of the state
  return next;
}
