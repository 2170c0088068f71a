import type { Profile, Words } from '../../../profile/profile.ts';

/** Which days the label speaks of, counted from the snapshot. */
export function horizonWords({ churnWithinDays: days, leadTimeDays: lead = 0 }: Profile): Words {
  if (lead === 0) {
    return { en: `leaves within ${days} days of the snapshot`, ko: `기준일부터 ${days}일 안의 이탈` };
  }
  return {
    en: `leaves from day ${lead + 1} to day ${lead + days} after the snapshot: ${lead} days to act in, then ${days} days counted`,
    ko: `기준일 뒤 ${lead + 1}일째부터 ${lead + days}일째까지의 이탈: 조치할 시간 ${lead}일, 그 뒤 ${days}일`,
  };
}
