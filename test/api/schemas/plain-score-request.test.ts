import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxCustomers, plainScoreRequest, ScoreRequest } from '../../../api/schemas/scores.ts';

const names = fc.oneof(
  fc.constantFrom('AccountAge', '__proto__', 'constructor', '', 'x'.repeat(128), 'x'.repeat(129), '0'),
  fc.string(),
);
const texts = fc.constantFrom('x'.repeat(2_000), 'x'.repeat(2_001), '한국어', '\u{1f600}'.repeat(1_001));
const odd = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(Number.POSITIVE_INFINITY, undefined, 1n));
const raw = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), texts),
  },
  { weight: 1, arbitrary: odd },
);
const features = fc.oneof(
  { weight: 20, arbitrary: fc.array(fc.tuple(names, raw), { maxLength: 5 }).map(objectOf) },
  { weight: 1, arbitrary: odd },
);
const customerIds = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('c1', 'x'.repeat(128)) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom('', 'x'.repeat(129)), odd) },
);
/** Once in twenty times. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

const customers = fc
  .tuple(customerIds, features, rarely(fc.tuple(names, odd)))
  .map(([customerId, values, other]) =>
    objectOf([['customerId', customerId], ['features', values], ...(other ? [other] : [])]),
  );
const requests = fc
  .tuple(
    fc.oneof({ weight: 20, arbitrary: fc.array(customers, { maxLength: 3 }) }, { weight: 1, arbitrary: odd }),
    fc.option(fc.oneof({ weight: 5, arbitrary: fc.boolean() }, { weight: 1, arbitrary: odd })),
    rarely(fc.tuple(names, odd)),
  )
  .map(([list, record, other]) =>
    objectOf([
      ['customers', list],
      ...(record === null ? [] : [['record', record] as const]),
      ...(other ? [other] : []),
    ]),
  );

/** As JSON.parse makes it: `__proto__` is a field like any other. */
function objectOf(entries: Iterable<readonly [string, unknown]>): object {
  return Object.fromEntries(entries);
}

const many = (count: number) => ({
  customers: Array.from({ length: count }, () => ({ customerId: 'c', features: {} })),
});

describe('plainScoreRequest', () => {
  it('gives what the schema gives, or nothing', () => {
    let given = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 20, arbitrary: requests }, { weight: 1, arbitrary: odd }), (value) => {
        const plain = plainScoreRequest(value);
        const checked = ScoreRequest.safeParse(value);
        if (!checked.success) refused += 1;
        if (plain === undefined) return;
        given += 1;
        expect(checked.error).toBeUndefined();
        expect(plain).toStrictEqual(checked.data);
        expect(plain.customers.map((one) => Object.keys(one.features))).toEqual(
          checked.data?.customers.map((one) => Object.keys(one.features)),
        );
      }),
      { seed: 7, numRuns: 5_000 },
    );
    expect(given).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  it('takes as many customers as the schema', () => {
    expect(plainScoreRequest(many(maxCustomers))).toEqual({ ...many(maxCustomers), record: true });
    expect(plainScoreRequest(many(maxCustomers + 1))).toBeUndefined();
    expect(plainScoreRequest(many(0))).toBeUndefined();
  });

  it('knows the request of everyday', () => {
    const request = { customers: [{ customerId: 'c1', features: { months: 3, plan: 'Basic', own: null, on: true } }] };
    expect(plainScoreRequest(request)).toEqual({ ...request, record: true });
  });
});
