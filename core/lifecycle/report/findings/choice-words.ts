import type { Words } from '../../../profile/profile.ts';
import type { FamilyChoice, Metrics } from '../../metrics.ts';
import { decimal } from '../format.ts';
import { candidateWords } from '../names.ts';

/**
 * Why this family was chosen, in both languages, worded from the rule and its figures. For a bundle from before those were
 * kept, training's own English sentence stands in both.
 */
export function choiceWords({ chosen, chosenBecause, choice }: Metrics): Words {
  if (!choice) return { en: chosenBecause, ko: chosenBecause };
  const losses = Object.entries(choice.logLoss).sort(([, one], [, other]) => one - other);
  const told = (language: keyof Words): string =>
    losses.map(([name, loss]) => `${nameOf(name)[language]} ${decimal(loss, 4)}`).join(', ');
  const error = decimal(choice.standardError ?? Number.NaN, 4);
  const name = candidateWords[chosen];
  const words: Readonly<Record<FamilyChoice['rule'], Words>> = {
    'smallest-loss': {
      en: `It has the smallest cross-validated log loss on the training rows: ${told('en')}.`,
      ko: `학습 데이터의 교차 검증 로그 손실이 가장 작습니다: ${told('ko')}.`,
    },
    'simplest-within-error': {
      en: `It is the simplest family whose cross-validated log loss is within one standard error (${error}) of the smallest: ${told('en')}.`,
      ko: `교차 검증 로그 손실이 가장 작은 값에서 표준오차 하나(${error}) 안에 드는 가장 단순한 종류입니다: ${told('ko')}.`,
    },
    'asked-for': {
      en: `${name.en} was asked for; cross-validated log loss: ${told('en')}.`,
      ko: `${name.ko}를 지정했습니다. 교차 검증 로그 손실: ${told('ko')}.`,
    },
  };
  return words[choice.rule];
}

function nameOf(name: string): Words {
  const known: Readonly<Record<string, Words>> = candidateWords;
  return known[name] ?? { en: name, ko: name };
}
