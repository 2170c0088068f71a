import { z } from 'zod';
import { missingTest, trimText } from './missing.ts';
import type { Profile } from './profile.ts';
import { problem, type ValueProblem } from './value-problem.ts';

/**
 * What outreach did to a customer within the horizon. A contacted customer's label says what contact made of it, so that
 * only the others show what happens by itself.
 */
export const touches = ['untouched', 'contacted', 'holdout'] as const;
export const Touch = z.enum(touches);
export type Touch = z.infer<typeof Touch>;

/** Reads the column that a profile's `touch` names: to the letter, without regard to case. A missing value is untouched. */
export function touchReader(profile: Pick<Profile, 'touch' | 'missing'>): (text: string) => Touch | ValueProblem {
  const { contacted = [], holdout = [], untouched = [] } = profile.touch ?? {};
  const meanings = new Map<string, Touch>();
  const learn = (texts: readonly string[], touch: Touch): void => {
    for (const text of texts) meanings.set(trimText(text).toLowerCase(), touch);
  };
  learn(untouched, 'untouched');
  learn(contacted, 'contacted');
  learn(holdout, 'holdout');
  const isMissing = missingTest(profile);
  const expected = `${[...contacted, ...holdout, ...untouched].join(', ')} or nothing`;
  return (text) => {
    const trimmed = trimText(text);
    return meanings.get(trimmed.toLowerCase()) ?? (isMissing(trimmed) ? 'untouched' : problem(trimmed, expected));
  };
}
