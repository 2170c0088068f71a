import { describe, expect, it } from '@jest/globals';
import { checkedHeader, checkedLine } from '../../../core/intake/checked-file.ts';
import { madeProfile } from '../profile/made-profile.ts';

const profile = madeProfile();
const row = { line: 9, id: 'a,1', monthlyValueMinor: null, snapshot: null, values: {} };

describe('checked.csv', () => {
  it('has its own columns first, then the features in the profile’s order', () => {
    expect(checkedHeader(profile)).toBe(
      '__id,__line,__label,__monthly_value_minor,__snapshot,hours,plan,flag,joined\n',
    );
  });

  it('writes values in their shortest form and leaves the missing empty', () => {
    const values = { hours: 1e21, plan: 'say "Pro"', flag: null, joined: -3 };
    expect(checkedLine({ ...row, label: 0, monthlyValueMinor: 999, snapshot: '2024-03-01', values }, profile)).toBe(
      '"a,1",9,0,999,2024-03-01,1e+21,"say ""Pro""",,-3\n',
    );
    expect(checkedLine(row, profile)).toBe('"a,1",9,,,,,,,\n');
  });
});
