import { drawWaffle } from '../draw/waffle.ts';
import { count, percent } from '../format.ts';
import { type Html, html, say, type Text } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { table } from '../parts/table.ts';

/** The confusion matrix as people count: of 100 contacted, of 100 who leave. */
export function confusionPart({ metrics: { confusion, figures, threshold } }: ReportInput): Html {
  const { truePositive, falsePositive, trueNegative, falseNegative } = confusion;
  const hits = Math.round(figures.precision.value * 100);
  const found = Math.round(figures.recall.value * 100);
  const contacted = truePositive + falsePositive;
  const all = contacted + trueNegative + falseNegative;
  return html`<div class="card"><h3>${say({ en: 'The contact list in words', ko: '연락 명단을 말로 풀면' })}</h3>
<p class="note">${say({
    en: `At a risk of ${percent(threshold)} or more, ${count(contacted)} of the ${count(all)} test customers (${percent(contacted / Math.max(1, all))}) would be contacted.`,
    ko: `위험 ${percent(threshold)} 이상이면 시험 고객 ${count(all)}명 가운데 ${count(contacted)}명(${percent(contacted / Math.max(1, all))})에게 연락합니다.`,
  })}</p>
<div class="waffles">${waffle(hits, { en: `Of 100 contacted, ${hits} would have left.`, ko: `연락한 100명 가운데 ${hits}명은 떠났을 고객입니다.` })}${waffle(
    found,
    { en: `Of 100 who leave, ${found} are contacted.`, ko: `떠날 100명 가운데 ${found}명에게 연락합니다.` },
  )}</div>
${table(
  { en: 'Test customers at the threshold', ko: '기준에서의 시험 고객' },
  [
    { title: '', cell: (row) => say(row.name) },
    { title: { en: 'Left', ko: '이탈' }, number: true, cell: (row) => count(row.left) },
    { title: { en: 'Stayed', ko: '유지' }, number: true, cell: (row) => count(row.stayed) },
  ],
  [
    { name: { en: 'Contacted', ko: '연락함' }, left: truePositive, stayed: falsePositive },
    { name: { en: 'Not contacted', ko: '연락하지 않음' }, left: falseNegative, stayed: trueNegative },
  ],
)}</div>
`;
}

function waffle(filled: number, words: Text): Html {
  const description = typeof words === 'string' ? words : words.en;
  return html`<div class="waffle">${drawWaffle(filled, description)}<p>${say(words)}</p></div>`;
}
