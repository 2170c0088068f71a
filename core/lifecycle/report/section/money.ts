import { drawLift } from '../draw/lift-chart.ts';
import { drawProfit } from '../draw/profit-chart.ts';
import { type ContactPlan, contactPlan, type ProfitPlan } from '../findings/contact-plan.ts';
import { count, interval, money, percent, roundPercent, times } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { card, figure, section, wideWidth } from '../parts/layout.ts';
import { table } from '../parts/table.ts';
import { chooserPart } from './chooser.ts';

/** What contacting brings, by how many are contacted. */
export function moneySection(input: ReportInput, number: number): Html {
  const plan = contactPlan(input.metrics, input.profile);
  return section(
    {
      id: 'money',
      title: { en: 'Who to contact, and what it brings', ko: '누구에게 연락할지, 무엇을 얻는지' },
      lead: {
        en: 'Customers are contacted from the highest risk down. The further down the list, the fewer of them would have left.',
        ko: '위험이 높은 고객부터 연락합니다. 목록 아래로 갈수록 떠날 고객은 적어집니다.',
      },
      body: [profitPart(input, plan), chooserPart(input), liftPart(input)],
    },
    number,
  );
}

function profitPart(input: ReportInput, plan: ContactPlan): Html {
  const title = { en: 'Profit by share of customers contacted', ko: '연락한 고객 비율에 따른 이익' };
  const { profit } = plan;
  if (!profit) {
    const missing = {
      en: 'There is no profit curve: the profile names no column for money. Name one, and set the cost of a contact and the success rate in its policy, to see what contacting is worth.',
      ko: '이익 곡선이 없습니다: 프로필에 금액 열이 없습니다. 금액 열과 연락 비용, 성공률을 지정하면 연락의 가치를 볼 수 있습니다.',
    };
    return card(title, html`<p class="empty">${say(missing)}</p>`);
  }
  const { currency, policy, valueHorizonMonths } = input.profile;
  const asMoney = (value: number): string => money(Math.round(value), currency);
  const atCapacity = interval(profit.atCapacity, asMoney);
  const random = asMoney(profit.randomAtCapacity);
  const note = {
    en: `At the team's capacity of ${roundPercent(plan.capacityShare)}: ${atCapacity} per 1,000 customers; picked at random: ${random}. A leaver who is kept is worth ${valueHorizonMonths} months of money; a contact costs ${money(policy.contactCost, currency)} and keeps ${roundPercent(policy.successRate)} of leavers. The band is the 95% interval.`,
    ko: `팀 역량 ${roundPercent(plan.capacityShare)}에서 고객 1,000명당 ${atCapacity}, 무작위 선택은 ${random}. 붙잡은 고객은 ${valueHorizonMonths}개월 금액의 가치가 있고, 연락 비용은 ${money(policy.contactCost, currency)}, 이탈 고객의 ${roundPercent(policy.successRate)}를 유지한다고 봅니다. 띠는 95% 구간입니다.`,
  };
  const description = `Profit per 1,000 customers by share contacted. Best share ${roundPercent(profit.bestShare)} with ${interval(profit.best, asMoney)}; at the capacity of ${roundPercent(plan.capacityShare)} ${atCapacity}; picked at random ${random}.`;
  const { profitCurve } = input.metrics;
  return figure({
    title,
    note: say(note),
    wide: wideWidth,
    draw: (width) => drawProfit({ curve: profitCurve, plan, profit, currency, description }, width),
    data: profitTable(profitCurve, profit, asMoney),
  });
}

function profitTable(
  curve: ReportInput['metrics']['profitCurve'],
  profit: ProfitPlan,
  asMoney: (value: number) => string,
): Html {
  const step = Math.max(1, Math.round(curve.length / 20));
  const shown = curve.filter(
    (point, at) => at % step === 0 || at === curve.length - 1 || point.share === profit.bestShare,
  );
  return table(
    { en: 'Profit per 1,000 customers and cycle', ko: '고객 1,000명당 주기별 이익' },
    [
      { title: { en: 'Contacted', ko: '연락 비율' }, cell: (point) => percent(point.share) },
      {
        title: { en: 'This model (95% interval)', ko: '이 모델(95% 구간)' },
        number: true,
        cell: ({ profitPerCustomer: value, low, high }) =>
          interval({ value: value * 1000, low: low * 1000, high: high * 1000 }, asMoney),
      },
      {
        title: { en: 'At random', ko: '무작위' },
        number: true,
        cell: (point) => asMoney(point.randomProfitPerCustomer * 1000),
      },
    ],
    shown,
  );
}

function liftPart({ metrics }: ReportInput): Html {
  const [top] = metrics.deciles;
  const bottom = metrics.deciles.at(-1);
  const description = metrics.deciles.map(({ decile, lift }) => `Tenth ${decile}: ${interval(lift, times)}`).join('; ');
  return figure({
    title: { en: 'Lift by tenth of customers', ko: '10분위별 향상도' },
    note:
      top &&
      bottom &&
      say({
        en: `In the first tenth ${percent(top.rate)} left, ${times(top.lift.value, 1)} the average; in the last tenth ${percent(bottom.rate)}. A good model falls steeply from left to right.`,
        ko: `첫 10%에서는 ${percent(top.rate)}(평균의 ${times(top.lift.value, 1)}), 마지막 10%에서는 ${percent(bottom.rate)}가 떠났습니다. 좋은 모델일수록 왼쪽에서 오른쪽으로 가파르게 내려갑니다.`,
      }),
    wide: wideWidth,
    draw: (width) => drawLift(metrics.deciles, description, width),
    data: table(
      { en: 'Lift by tenth of customers', ko: '10분위별 향상도' },
      [
        { title: { en: 'Tenth', ko: '분위' }, cell: (one) => one.decile },
        { title: { en: 'Customers', ko: '고객' }, number: true, cell: (one) => count(one.customers) },
        { title: { en: 'Left', ko: '이탈' }, number: true, cell: (one) => count(one.leavers) },
        { title: { en: 'Rate', ko: '이탈률' }, number: true, cell: (one) => percent(one.rate) },
        {
          title: { en: 'Lift (95% interval)', ko: '향상도(95% 구간)' },
          number: true,
          cell: (one) => interval(one.lift, times),
        },
        {
          title: { en: 'Leavers found so far', ko: '누적 이탈 고객' },
          number: true,
          cell: (one) => percent(one.cumulativeRecall),
        },
      ],
      metrics.deciles,
    ),
  });
}
