/** A seeded source of random numbers: the same seed gives the same sequence. Not for secrets. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly uniform: () => number;
  /** Standard normal (Box and Muller 1958). */
  readonly normal: () => number;
  /** One of the values, by weights that need not add up to 1. */
  readonly weighted: <const T>(choices: readonly (readonly [value: T, weight: number])[]) => T;
}

/** sfc32 (Doty-Humphrey, PractRand), its state filled from the seed by splitmix32 (Steele et al. 2014). */
export function seededRandom(seed: number): Random {
  let mix = seed >>> 0;
  const next32 = () => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let [a, b, c, counter] = [next32(), next32(), next32(), 1];

  const uniform = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    weighted: (choices) => {
      let left = uniform() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = choices.at(-1);
      if (!last) throw new RangeError('weighted needs a choice');
      return last[0];
    },
  };
}
