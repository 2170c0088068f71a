import type { Words } from '../../../profile/profile.ts';
import { box, chooserView, type Typed } from '../chooser/chooser-view.ts';
import { contactPointsOf, meanLeaverValue } from '../chooser/contact-points.ts';
import { decodePoints, encodePoints } from '../chooser/points-text.ts';
import { type ContactPoint, chooseContacts, type TeamNumbers } from '../chooser/profit-choice.ts';
import { svg } from '../draw/svg.ts';
import { money, percent, roundPercent } from '../format.ts';
import { type Html, html, type Part, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { card } from '../parts/layout.ts';
import { table } from '../parts/table.ts';

/**
 * Whom to contact with the team's own numbers: fields where scripts run, and in any case the choice for the profile's
 * numbers and a table of choices around them, for paper and for browsers without scripts.
 */
export function chooserPart({ metrics, profile }: ReportInput): Html | false {
  const { currency, policy } = profile;
  const encoded = encodePoints(contactPointsOf(metrics, policy));
  const points = decodePoints(encoded); // what the script will read, so that both show the same figures
  if (points.length < 2) return false;
  const value = profile.money === null ? Number.NaN : Number(meanLeaverValue(metrics, policy).toFixed(2));
  const typed: Typed = {
    cost: plainNumber(policy.contactCost),
    success: plainNumber(policy.successRate * 100),
    value: plainNumber(value),
    capacity: plainNumber(policy.capacityShare * 100),
  };
  const view = chooserView(typed, points, currency);
  const slot = (name: string): Html => html`<b data-slot="${name}">${view.slots[name] ?? ''}</b>`;
  return card(
    { en: 'With your own numbers', ko: '우리 팀의 수치로' },
    html`<p class="note">${say({
      en: 'Whom to contact follows from what a contact costs, how often it succeeds, and what a customer who is kept is worth. These are your assumptions; the list and how many leavers it reaches were measured on the test rows.',
      ko: '누구에게 연락할지는 연락 비용, 성공률, 붙잡은 고객의 가치로 정해집니다. 이 값들은 가정이고, 명단과 찾아내는 이탈 고객 수는 시험 데이터로 측정한 것입니다.',
    })}</p>
<div class="chooser" data-chooser data-state="${view.state}" data-points="${encoded}" data-currency="${currency}">
<div class="fields" data-fields hidden>${fields(typed, currency)}</div>
<div class="answer" aria-live="polite">${answer(
      slot,
      points.every((point) => !Number.isNaN(point.threshold)),
    )}</div>
${drawing(view)}</div>`,
    Number.isFinite(value) && choices(points, { ...policy, valueSaved: value }, currency),
  );
}

function fields(typed: Typed, currency: string): Html {
  const field = (name: keyof Typed, words: Words, most?: number): Html =>
    html`<label>${say(words)}<input type="number" name="${name}" value="${typed[name]}" min="0"${most !== undefined && html` max="${most}"`} step="any" inputmode="decimal" autocomplete="off"></label>`;
  return html`${field('cost', { en: `Cost of one contact, ${currency}`, ko: `연락 1건의 비용, ${currency}` })}${field('success', { en: 'Leavers whom contact keeps, %', ko: '연락으로 붙잡는 이탈 고객, %' }, 100)}${field('value', { en: `Worth of a customer who is kept, ${currency}`, ko: `붙잡은 고객의 가치, ${currency}` })}${field('capacity', { en: 'Customers you can contact per cycle, %', ko: '주기마다 연락할 수 있는 고객, %' }, 100)}`;
}

function answer(slot: (name: string) => Html, down: boolean): Html {
  const pays = both(
    html`Contact the ${slot('share')} with the highest risk${down && html`, down to a probability of ${slot('threshold')}`}. That reaches ${slot('recall')} of the leavers and brings ${slot('profit')} per 1,000 customers and cycle (95% interval ${slot('low')} to ${slot('high')}); as many picked at random bring ${slot('random')}.`,
    html`위험이 가장 높은 ${slot('share')}${down && html`(확률 ${slot('threshold')} 이상)`}의 고객에게 연락하십시오. 이탈 고객의 ${slot('recall')}에 닿습니다. 고객 1,000명당 주기별 이익은 ${slot('profit')}(95% 구간 ${slot('low')} ~ ${slot('high')}), 같은 수를 무작위로 고르면 ${slot('random')}입니다.`,
  );
  const without = both(
    html`A contact pays from a probability of ${slot('breakEven')}. Were capacity no limit, contacting ${slot('bestShare')} would be best, with ${slot('bestProfit')}.`,
    html`연락은 확률 ${slot('breakEven')}부터 이익입니다. 역량에 제한이 없다면 ${slot('bestShare')}에게 연락할 때가 가장 좋고, 이익은 ${slot('bestProfit')}입니다.`,
  );
  const none = both(
    html`Contact no one: with these numbers a contact pays from a probability of ${slot('breakEven')} only, and too few customers lie above it.`,
    html`아무에게도 연락하지 마십시오: 이 수치로는 확률 ${slot('breakEven')}부터만 이익이고, 그 이상인 고객이 너무 적습니다.`,
  );
  const wrong = both(
    'Nothing can be worked out yet: the cost must be a number of at least 0, the others above 0, shares at most 100.',
    '아직 계산할 수 없습니다: 비용은 0 이상, 나머지는 0보다 커야 하며 비율은 100 이하여야 합니다.',
  );
  return html`<p data-when="pays">${pays}</p><p data-when="pays">${without}</p><p data-when="none-pays">${none}</p><p data-when="wrong">${wrong}</p>`;
}

function both(en: Part, ko: Part): Html {
  return html`<span class="en" lang="en">${en}</span><span class="ko" lang="ko">${ko}</span>`;
}

function drawing(view: ReturnType<typeof chooserView>): Html {
  const { left, right, bottom } = box;
  return html`<div class="curve" data-when="pays">${svg(
    right + 6,
    bottom + 26,
    'Profit per 1,000 customers by share contacted, with the numbers above; the mark is the choice.',
    html`<text x="${left}" y="12" class="axis-title"><tspan data-slot="top">${view.slots['top'] ?? ''}</tspan></text><line data-zero x1="${left}" y1="${view.zero}" x2="${right}" y2="${view.zero}" class="zero"/><path data-line d="${view.line}" class="line-model"/><circle data-mark cx="${view.mark.x}" cy="${view.mark.y}" r="5.5" class="mark-chosen"/><text x="${left}" y="${bottom + 20}" class="tick">0%</text><text x="${right}" y="${bottom + 20}" text-anchor="end" class="tick">100%</text>`,
  )}</div>`;
}

/** Cost and success rate halved and doubled around the profile's: the choice rests on their ratio, so worth is not varied. */
function choices(points: readonly ContactPoint[], numbers: TeamNumbers, currency: string): Html {
  const costs = [...new Set([0.5, 1, 2].map((factor) => factor * numbers.contactCost))];
  const rates = [...new Set([0.5, 1, 2].map((factor) => Math.min(1, factor * numbers.successRate)))];
  const asMoney = (amount: number): string => money(Math.round(amount), currency);
  const title = {
    en: `Choices for a worth of ${asMoney(numbers.valueSaved)} and a capacity of ${roundPercent(numbers.capacityShare)}`,
    ko: `가치 ${asMoney(numbers.valueSaved)}, 역량 ${roundPercent(numbers.capacityShare)}일 때의 선택`,
  };
  return html`<h4>${say(title)}</h4>${table(
    title,
    [
      {
        title: { en: 'A contact costs', ko: '연락 비용' },
        cell: (cost: number) => money(cost, currency),
      },
      ...rates.map((successRate) => ({
        title: { en: `keeps ${roundPercent(successRate)}`, ko: `성공률 ${roundPercent(successRate)}` },
        cell: (contactCost: number) => choiceCell(points, { ...numbers, contactCost, successRate }, asMoney),
      })),
    ],
    costs,
  )}<p class="note">${say({ en: 'In each cell: the profit per 1,000 customers and cycle, whom to contact (down to which probability), and from which probability a contact pays. The choice is picked on the rows that it is shown on, so it is a little too favourable.', ko: '각 칸: 고객 1,000명당 주기별 이익, 연락할 고객(최저 확률), 연락이 이익이 되는 확률. 같은 데이터에서 골랐으므로 조금 유리하게 나옵니다.' })}</p>`;
}

function choiceCell(points: readonly ContactPoint[], numbers: TeamNumbers, asMoney: (amount: number) => string): Html {
  const { planned, breakEven } = chooseContacts(points, numbers);
  const pays = say({ en: `pays from ${percent(breakEven)}`, ko: `${percent(breakEven)}부터 이익` });
  if (planned.share === 0) return html`<b>${say({ en: 'no one', ko: '없음' })}</b><br>${pays}`;
  const from = Number.isNaN(planned.threshold) ? '' : `, ≥\u00a0${percent(planned.threshold)}`;
  const whom = { en: `top ${percent(planned.share)}${from}`, ko: `상위 ${percent(planned.share)}${from}` };
  return html`<b>${asMoney(planned.profit)}</b><br>${say(whom)}<br>${pays}`;
}

/** As a number field holds it; empty for none. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(8))) : '';
}
