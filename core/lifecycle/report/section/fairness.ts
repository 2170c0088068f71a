import type { GroupFairness } from '../../metrics.ts';
import { checkFairness, disadvantages, type EveryOne, everyOne, fairnessWords } from '../findings/fairness-check.ts';
import { count, decimal, interval, percent } from '../format.ts';
import { type Html, html, inEnglish, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { labelOf } from '../names.ts';
import { card, section, unfold } from '../parts/layout.ts';
import { type Column, table } from '../parts/table.ts';

/** Who is contacted, found and missed in each customer group; nothing for a bundle from before this was measured. */
export function fairnessSection({ metrics, profile }: ReportInput, number: number): Html {
  const groups = Map.groupBy(metrics.fairness ?? [], (group) => group.feature);
  if (groups.size === 0) return html``;
  const all = everyOne(metrics);
  return section(
    {
      id: 'fairness',
      title: { en: 'Who the list reaches, by group', ko: '그룹별로 명단이 닿는 고객' },
      lead: {
        en: `At the contact threshold ${percent(all.found)} of all leavers are found, and ${percent(all.bothered)} of those who stay are contacted needlessly. A finding is given where a group’s whole 95% interval lies on one side of that, and flagged where the group may be worse off. Groups that leave more often are rightly contacted more often; whether a difference is fair is for people to judge. Of many figures, one in twenty stands out by chance.`,
        ko: `연락 기준에서 전체 이탈 고객의 ${percent(all.found)}를 찾아내고, 남을 고객의 ${percent(all.bothered)}에게 불필요하게 연락합니다. 95% 구간 전체가 이 값의 한쪽에 있으면 판정을 적고, 불리할 수 있으면 깃발로 표시합니다. 더 많이 떠나는 그룹에 더 많이 연락하는 것은 자연스러우며, 차이가 공정한지는 사람이 판단합니다. 수치가 많으면 20개 중 하나는 우연히 눈에 띕니다.`,
      },
      body: [...groups].map(([feature, rows]) => groupTable(labelOf(profile, feature), rows, all)),
    },
    number,
  );
}

function groupTable(name: ReturnType<typeof labelOf>, rows: readonly GroupFairness[], all: EveryOne): Html {
  const title = {
    en: `Who is reached, by ${inEnglish(name)}`,
    ko: `${typeof name === 'string' ? name : name.ko}별로 닿는 고객`,
  };
  const group: Column<GroupFairness> = { title: { en: 'Group', ko: '그룹' }, cell: (one) => one.group };
  return card(
    name,
    table(
      title,
      [
        group,
        { title: { en: 'Contacted', ko: '연락' }, number: true, cell: (one) => rate(one.selectionRate) },
        {
          title: { en: 'Of leavers, found', ko: '이탈 고객 중 찾음' },
          number: true,
          cell: (one) => rate(one.truePositiveRate),
        },
        {
          title: { en: 'Of stayers, contacted', ko: '남은 고객 중 연락' },
          number: true,
          cell: (one) => rate(one.falsePositiveRate),
        },
        { title: { en: 'Finding', ko: '판정' }, words: true, cell: (one) => findings(one, all) },
      ],
      rows,
    ),
    unfold(
      { en: 'Further figures', ko: '더 많은 수치' },
      table(
        title,
        [
          group,
          { title: { en: 'Customers', ko: '고객' }, number: true, cell: (one) => count(one.customers) },
          { title: { en: 'Left', ko: '이탈' }, number: true, cell: (one) => count(one.leavers) },
          { title: { en: 'Of contacted, left', ko: '연락 중 이탈' }, number: true, cell: (one) => rate(one.precision) },
          {
            title: { en: 'Left more than told, points', ko: '예측보다 더 떠난 비율(%p)' },
            number: true,
            cell: (one) => interval(one.calibrationGap, (value) => decimal(value * 100, 1)),
          },
        ],
        rows,
      ),
    ),
  );
}

function rate(one: GroupFairness['truePositiveRate']): string {
  return one === null ? '–' : interval(one, percent);
}

function findings(group: GroupFairness, all: EveryOne): Html {
  const found = checkFairness(group, all);
  if (found.length === 0) return say({ en: 'as everyone', ko: '전체와 같음' });
  return html`${found.map((one) =>
    disadvantages.has(one)
      ? html`<span class="flag flag-line"><span aria-hidden="true">⚑</span> ${say(fairnessWords[one])}</span>`
      : html`<span class="flag-line">${say(fairnessWords[one])}</span>`,
  )}`;
}
