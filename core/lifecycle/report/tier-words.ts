import type { Words } from '../../profile/profile.ts';

/** Tiers from the highest risk down, and what people call them. */
export const tiers = ['high', 'medium', 'low'] as const;
export type Tier = (typeof tiers)[number];

export const tierNames: Readonly<Record<Tier, Words>> = {
  high: { en: 'High', ko: '높음' },
  medium: { en: 'Medium', ko: '중간' },
  low: { en: 'Low', ko: '낮음' },
};
