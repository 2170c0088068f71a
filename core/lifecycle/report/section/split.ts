import type { Split } from '../../metrics.ts';
import type { StripPart } from '../draw/strip-chart.ts';
import { splitWords } from '../findings/split-words.ts';
import { count, percent } from '../format.ts';
import { type Html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { stripFigure } from '../parts/strip.ts';

/** How training and test rows were told apart: shares of the customers, or stretches of time. */
export function splitPart({ metrics: { split } }: ReportInput): Html {
  const words = splitWords(split);
  const parts = split.dates ? stretches(split, split.dates) : shares(split);
  return stripFigure(
    { en: 'What was learned from, and what was tested on', ko: '무엇으로 학습하고 무엇으로 시험했는가' },
    say({ en: `Split ${words.en}.`, ko: `분할: ${words.ko}.` }),
    parts,
  );
}

const training = { en: 'Training', ko: '학습' };
const test = { en: 'Test', ko: '시험' };

function shares({ trainingCustomers, testCustomers, testLeavers }: Split): StripPart[] {
  const share = (part: number): string => percent(part / Math.max(1, trainingCustomers + testCustomers), 0);
  return [
    {
      name: training,
      size: trainingCustomers,
      look: 'bar-model',
      value: {
        en: `${count(trainingCustomers)} customers (${share(trainingCustomers)})`,
        ko: `고객 ${count(trainingCustomers)}명(${share(trainingCustomers)})`,
      },
    },
    {
      name: test,
      size: testCustomers,
      look: 'bar-quiet',
      value: {
        en: `${count(testCustomers)} customers (${share(testCustomers)}), ${count(testLeavers)} of whom left`,
        ko: `고객 ${count(testCustomers)}명(${share(testCustomers)}), 그중 이탈 ${count(testLeavers)}명`,
      },
    },
  ];
}

/** Stretches of days; the gap is the time in which it was not yet known who would leave. */
function stretches(
  { trainingCustomers, testCustomers, testLeavers }: Split,
  { training: learnt, test: tested, leftOut }: NonNullable<Split['dates']>,
): StripPart[] {
  const gap = Math.max(0, daysBetween(learnt.to, tested.from) - 1);
  const days = ({ from, to }: typeof learnt): number => daysBetween(from, to) + 1;
  return [
    {
      name: training,
      size: days(learnt),
      look: 'bar-model',
      value: {
        en: `${learnt.from} – ${learnt.to}, ${count(trainingCustomers)} customers`,
        ko: `${learnt.from} – ${learnt.to}, 고객 ${count(trainingCustomers)}명`,
      },
    },
    {
      name: { en: 'Between', ko: '사이' },
      size: gap,
      look: 'bar-empty',
      value: {
        en: `${count(gap)} days; ${count(leftOut)} rows left out, not yet known who would leave`,
        ko: `${count(gap)}일, 이탈 여부를 아직 모르는 ${count(leftOut)}행 제외`,
      },
    },
    {
      name: test,
      size: days(tested),
      look: 'bar-quiet',
      value: {
        en: `${tested.from} – ${tested.to}, ${count(testCustomers)} customers, ${count(testLeavers)} of whom left`,
        ko: `${tested.from} – ${tested.to}, 고객 ${count(testCustomers)}명, 그중 이탈 ${count(testLeavers)}명`,
      },
    },
  ];
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
