import type { Words } from '../../../profile/profile.ts';
import type { DataChanges } from '../../metrics.ts';
import { churnRateMoved, shiftState, shiftWords } from '../findings/shift-check.ts';
import { count, decimal, interval, percent } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { labelOf } from '../names.ts';
import { card, section } from '../parts/layout.ts';
import { facts, table } from '../parts/table.ts';

/** What changed in the training rows since the model before; nothing for a first model. */
export function dataChangesSection(input: ReportInput, number: number): Html {
  const changes = input.metrics.dataChanges;
  if (!changes) return html``;
  return section(
    {
      id: 'changes',
      title: { en: 'What changed in the data', ko: '데이터의 변화' },
      lead: changesLead(changes),
      body: [summary(changes, input), shifts(changes, input)],
    },
    number,
  );
}

/** The change in one sentence. */
export function changesLead(changes: DataChanges): Words {
  const moved = changes.features.filter((one) => shiftState(one.populationStability) !== 'little').length;
  const rate = churnRateMoved(changes)
    ? { en: 'The churn rate surely changed', ko: '이탈률이 확실히 달라졌고' }
    : { en: 'The churn rate did not surely change', ko: '이탈률이 달라졌다고 할 수 없고' };
  return {
    en: `Training rows of this model beside those of the model before. ${rate.en}; ${moved} of ${changes.features.length} features moved noticeably.`,
    ko: `이 모델과 이전 모델의 학습 데이터를 비교했습니다. ${rate.ko}, 요인 ${changes.features.length}개 중 ${moved}개가 눈에 띄게 변했습니다.`,
  };
}

function summary(changes: DataChanges, { profile }: ReportInput): Html {
  const { previousCustomers, customers, previousChurnRate, churnRate, onlyNow, onlyBefore } = changes;
  const names = (features: readonly string[]): Html =>
    html`${features.map((feature, at) => [at > 0 && ', ', say(labelOf(profile, feature))])}`;
  return card(
    { en: 'Before and now', ko: '이전과 지금' },
    facts([
      [{ en: 'Training customers', ko: '학습 고객' }, `${count(previousCustomers)} → ${count(customers)}`],
      [
        { en: 'Churn rate', ko: '이탈률' },
        `${previousChurnRate === null ? '–' : interval(previousChurnRate, percent)} → ${interval(churnRate, percent)}`,
      ],
      ...(onlyNow.length > 0 ? [[{ en: 'New features', ko: '새 요인' }, names(onlyNow)] as const] : []),
      ...(onlyBefore.length > 0 ? [[{ en: 'No longer used', ko: '더는 쓰지 않음' }, names(onlyBefore)] as const] : []),
    ]),
  );
}

function shifts({ features }: DataChanges, { profile }: ReportInput): Html | false {
  const title = { en: 'Features, most changed first', ko: '많이 변한 순서의 요인' };
  return (
    features.length > 0 &&
    card(
      title,
      html`<p class="note">${say({ en: 'PSI: how far the values moved; below 0.1 little, from 0.25 much.', ko: 'PSI: 값의 분포가 움직인 정도. 0.1 미만은 거의 그대로, 0.25부터 많이 변함.' })}</p>`,
      table(
        title,
        [
          { title: { en: 'Feature', ko: '요인' }, cell: (one) => say(labelOf(profile, one.feature)) },
          {
            title: { en: 'Change', ko: '변화' },
            cell: (one) => say(shiftWords[shiftState(one.populationStability)]),
          },
          { title: 'PSI', number: true, cell: (one) => decimal(one.populationStability) },
          {
            title: { en: 'Missing', ko: '결측' },
            number: true,
            cell: (one) => `${percent(one.missingShareBefore)} → ${percent(one.missingShare)}`,
          },
          {
            title: { en: 'New values', ko: '새 값' },
            cell: (one) => newValues(one.newCategories),
          },
        ],
        features,
      ),
    )
  );
}

function newValues(categories: DataChanges['features'][number]['newCategories']): string {
  const shown = categories.slice(0, 4).map(({ value, share }) => `${value} (${percent(share)})`);
  const more = categories.length > shown.length ? ` + ${categories.length - shown.length}` : '';
  return shown.length === 0 ? '–' : `${shown.join(', ')}${more}`;
}
