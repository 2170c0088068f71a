import { describe, expect, it } from '@jest/globals';
import { jsonCustomerReader } from '../../../core/profile/parse-json-customer.ts';
import { madeProfile } from './made-profile.ts';

const read = jsonCustomerReader(madeProfile());

describe('jsonCustomerReader', () => {
  it('reads a whole customer', () => {
    const features = { hours: 12.5, plan: 'pro', flag: true, joined: '2024-02-29', day: '2024-03-01', fee: 9.99 };
    expect(read(features)).toEqual({
      values: { hours: 12.5, plan: 'Pro', flag: 'true', joined: 1 },
      monthlyValueMinor: 999,
      snapshot: '2024-03-01',
      issues: [],
      unknownFields: [],
    });
  });

  it('takes null and absent for missing', () => {
    expect(read({ hours: null, plan: '' })).toMatchObject({
      values: { hours: null, plan: null, flag: null, joined: null },
      monthlyValueMinor: null,
      snapshot: null,
      issues: [],
    });
  });

  it('takes numbers for categories that are numbers', () => {
    expect(read({ flag: 1 }).values).toMatchObject({ flag: '1' });
  });

  it.each([
    ['hours', '12', 'a number from 1 to 168'],
    ['hours', Number.NaN, 'a number from 1 to 168'],
    ['hours', Number.POSITIVE_INFINITY, 'a number from 1 to 168'],
    ['hours', 0, 'a number from 1 to 168'],
    ['hours', [1], 'a number from 1 to 168'],
    ['plan', { a: 1 }, 'a text such as Basic, Pro, None'],
    ['flag', Number.NaN, 'a text such as 0, 1'],
    ['joined', 20_240_229, 'a date such as 2026-01-31'],
    ['joined', '29.02.2024', 'a date such as 2026-01-31'],
    ['fee', -1, 'a number of at least 0'],
    ['day', 'today', 'a date such as 2026-01-31'],
  ])('refuses %s: %j', (field, value, expected) => {
    expect(read({ [field]: value }, '2024-03-01').issues).toEqual([{ field, found: expect.any(String), expected }]);
  });

  it('ages dates by today where the customer brings no day of observation, and needs one of both', () => {
    expect(read({ joined: '2024-02-29' }, '2024-03-10').values).toMatchObject({ joined: 10 });
    expect(read({ joined: '2024-02-29' }).issues).toMatchObject([{ field: 'joined' }]);
  });

  it('names keys that the profile does not know, but not those that it left out', () => {
    expect(read({ note: 'x', id: '7', churn: 'no', Hours: 3 }).unknownFields).toEqual(['Hours']);
  });

  it('is not taken in by keys of every object', () => {
    expect(read(Object.create({ hours: 3 })).values).toMatchObject({ hours: null });
  });

  it('names a money problem once where the money column is a feature', () => {
    const profile = madeProfile({ money: { column: 'hours', per: 'month' } });
    expect(jsonCustomerReader(profile)({ hours: 'x' }).issues).toHaveLength(1);
  });
});
