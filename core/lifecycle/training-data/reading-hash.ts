import type { Profile } from '../../profile/profile.ts';
import { sha256Hex } from '../../scoring/load-bundle.ts';

/**
 * Hash of all that decides how a profile reads a file. Parts with the same hash can be learned from together; a profile
 * whose words, plays or policy were changed still reads as before.
 */
export async function readingHash(profile: Profile): Promise<string> {
  const { name, id, label, money, currency, churnWithinDays, leadTimeDays = 0 } = profile;
  const { snapshotColumn, snapshotFormat = null, missing, decimal, touch = null } = profile;
  const features = profile.features.map((feature) => {
    const { label: _label, changeable: _changeable, reasons: _reasons, trusted: _trusted, ...reading } = feature;
    return Object.entries(reading).toSorted(([a], [b]) => (a < b ? -1 : 1));
  });
  const reading = { name, id, label, money, currency, churnWithinDays, leadTimeDays };
  const columns = { snapshotColumn, snapshotFormat, missing, decimal, touch, features };
  return sha256Hex(new TextEncoder().encode(JSON.stringify({ ...reading, ...columns })));
}
