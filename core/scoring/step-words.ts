import type { Profile, Words } from '../profile/profile.ts';
import { formatValue } from './format-value.ts';
import { withParticle } from './korean.ts';
import type { Tier } from './score.ts';
import type { SmallestStep } from './step.ts';

const tierWords: Readonly<Record<Tier, Words>> = {
  high: { en: 'high', ko: '높음' },
  medium: { en: 'medium', ko: '중간' },
  low: { en: 'low', ko: '낮음' },
};

/** Why there is no step to a lower tier. */
export const noStepWords = {
  alreadyLow: { en: 'The customer is in the lowest tier already.', ko: '이미 가장 낮은 등급의 고객입니다.' },
  nothingChangeable: {
    en: 'The model uses nothing known of this customer that the business can change.',
    ko: '이 고객에 대해 모델이 사용하는 값 가운데 바꿀 수 있는 것이 없습니다.',
  },
  notSearched: {
    en: 'For a model from elsewhere no step is searched; what becomes of one change can be asked.',
    ko: '외부에서 가져온 모델은 필요한 변화를 찾지 않습니다. 값을 하나씩 바꾸어 물어볼 수는 있습니다.',
  },
  notEnough: {
    en: 'No one or two changes that the business can make go with a lower tier.',
    ko: '바꿀 수 있는 값을 한두 가지 바꾸어도 더 낮은 등급이 되지 않습니다.',
  },
} as const satisfies Record<string, Words>;

const percent = (probability: number): string => `${(100 * probability).toFixed(1)}%`;

/** The step as a sentence about customers like this one: what goes together, which is not yet what causes what. */
export function stepWords(profile: Profile, from: number, { changes, probability, tier }: SmallestStep): Words {
  const parts = changes.flatMap((change) => {
    const feature = profile.features.find(({ name }) => name === change.feature);
    if (!feature) return [];
    const [before, after] = [formatValue(feature, change.from), formatValue(feature, change.to)];
    return [
      {
        en: `${feature.label.en} at ${after.en} instead of ${before.en}`,
        ko: `${withParticle(feature.label.ko, '이/가')} ${before.ko} 대신 ${after.ko}`,
      },
    ];
  });
  return {
    en:
      `With ${parts.map(({ en }) => en).join(' and ')}, customers like this one are in the ${tierWords[tier].en} tier ` +
      `(${percent(probability)} instead of ${percent(from)}). The model has seen these go together; that is no promise that the change brings it about.`,
    ko:
      `${parts.map(({ ko }) => ko).join('이고 ')}인 비슷한 고객은 '${tierWords[tier].ko}' 등급입니다` +
      `(이탈 확률 ${percent(from)} → ${percent(probability)}). 함께 나타나는 경향일 뿐, 바꾸면 반드시 그렇게 된다는 뜻은 아닙니다.`,
  };
}
