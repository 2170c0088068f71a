import { parseProfile } from '../../../core/profile/parse-profile.ts';
import type { Profile } from '../../../core/profile/profile.ts';

const words = (text: string) => ({ en: text, ko: text });

/** A small profile with every kind of feature; `changes` replace top-level parts. */
export function madeProfile(changes: Record<string, unknown> = {}): Profile {
  return parseProfile({
    format: 'mainstay-profile/1',
    name: 'made',
    version: 1,
    title: words('Made'),
    id: { column: 'id' },
    label: { column: 'churn', positive: ['yes'], negative: ['no'] },
    money: { column: 'fee', per: 'month' },
    currency: 'USD',
    churnWithinDays: 30,
    valueHorizonMonths: 12,
    snapshotColumn: 'day',
    features: [
      { name: 'hours', label: words('Hours'), changeable: true, kind: 'number', min: 1, max: 168 },
      { name: 'plan', label: words('Plan'), changeable: true, kind: 'category', values: ['Basic', 'Pro', 'None'] },
      { name: 'flag', label: words('Flag'), changeable: false, kind: 'category', values: ['0', '1'] },
      { name: 'joined', label: words('Joined'), changeable: false, kind: 'date', format: 'dmy' },
    ],
    excluded: [{ column: 'note', code: 'chosen', reason: 'Left out.' }],
    segments: [],
    plays: [],
    policy: { contactCost: 5, successRate: 0.2, capacityShare: 0.1 },
    ...changes,
  });
}
