import type { Words } from '../../../profile/profile.ts';
import { count, decimal, percent, plain } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { type ExploredFeature, labelOf, withoutName } from '../names.ts';
import { card, section, tiles, unfold } from '../parts/layout.ts';
import { table } from '../parts/table.ts';
import { splitPart } from './split.ts';
import { touchPart } from './touch.ts';

/** What the model had to learn from, and what was left out. */
export function dataQualitySection(input: ReportInput, number: number): Html {
  return section(
    {
      id: 'data',
      title: { en: 'The data', ko: '데이터' },
      lead: {
        en: 'What came in, what was set aside and why, and what each column looks like.',
        ko: '들어온 데이터, 제외된 데이터와 그 이유, 각 열의 모습입니다.',
      },
      body: [
        rowTiles(input),
        splitPart(input),
        touchPart(input),
        warnings(input),
        quarantine(input),
        leftOut(input),
        features(input),
        correlations(input),
      ],
    },
    number,
  );
}

function rowTiles({ dataQuality, exploration, metrics }: ReportInput): Html {
  const share = (rows: number): string => percent(rows / Math.max(1, dataQuality.rowsIn));
  return tiles([
    {
      name: { en: 'Rows in the file', ko: '파일의 행' },
      value: count(dataQuality.rowsIn),
      gloss: {
        en: `${share(dataQuality.rowsAccepted)} could be used.`,
        ko: `${share(dataQuality.rowsAccepted)}를 사용할 수 있었습니다.`,
      },
    },
    {
      name: { en: 'Set aside', ko: '격리된 행' },
      value: count(dataQuality.rowsQuarantined),
      gloss: {
        en: 'Unreadable or without a label; kept with their line numbers.',
        ko: '읽을 수 없거나 라벨이 없는 행으로, 행 번호와 함께 보관됩니다.',
      },
    },
    {
      name: { en: 'Duplicates', ko: '중복' },
      value: count(exploration.duplicates),
      gloss: { en: 'The same customer or row again; left out.', ko: '같은 고객이나 행이 반복되어 제외했습니다.' },
    },
    {
      name: { en: 'Who left', ko: '이탈 고객' },
      value: percent(exploration.churnRate.value),
      gloss: {
        en: `${count(exploration.leavers)} of ${count(exploration.customers)} training customers; ${count(metrics.split.testLeavers)} of ${count(metrics.split.testCustomers)} test customers.`,
        ko: `학습 고객 ${count(exploration.customers)}명 중 ${count(exploration.leavers)}명, 시험 고객 ${count(metrics.split.testCustomers)}명 중 ${count(metrics.split.testLeavers)}명.`,
      },
    },
  ]);
}

function warnings({ dataQuality }: ReportInput): Html | false {
  const list = dataQuality.warnings.map(
    (warning) => html`<li><span class="sign" aria-hidden="true">!</span><span>${warning}</span></li>`,
  );
  return (
    list.length > 0 &&
    html`<div class="card cautions"><h3>${say({ en: 'Warnings while reading', ko: '읽는 동안의 경고' })}</h3><ul>${list}</ul></div>`
  );
}

function quarantine({ dataQuality }: ReportInput): Html | false {
  return (
    dataQuality.quarantineByReason.length > 0 &&
    card(
      { en: 'Rows set aside', ko: '격리된 행' },
      table(
        { en: 'Rows set aside by reason', ko: '이유별 격리된 행' },
        [
          { title: { en: 'Reason', ko: '이유' }, cell: (one) => one.reason },
          { title: { en: 'Rows', ko: '행' }, number: true, cell: (one) => count(one.rows) },
        ],
        dataQuality.quarantineByReason,
      ),
    )
  );
}

interface LeftOut {
  readonly column: string;
  readonly what: Words;
  readonly reason: string;
}

function leftOut({ exploration, model, profile }: ReportInput): Html | false {
  const leaks = exploration.leaks.map(
    ({ feature, dropped, reason }): LeftOut => ({
      column: feature,
      what: dropped ? { en: 'leak, left out', ko: '정답 유출, 제외' } : { en: 'suspicious, kept', ko: '의심, 유지' },
      reason,
    }),
  );
  const known = new Set(leaks.map((leak) => leak.column));
  const dropped = model.droppedFeatures
    .filter(({ feature }) => !known.has(feature))
    .map(
      ({ feature, reason }): LeftOut => ({
        column: feature,
        what: { en: 'left out by training', ko: '학습에서 제외' },
        reason,
      }),
    );
  const excluded = profile.excluded.map(
    ({ column, reason }): LeftOut => ({
      column,
      what: { en: 'excluded by the profile', ko: '프로필에서 제외' },
      reason,
    }),
  );
  const rows = [...leaks, ...dropped, ...excluded];
  return (
    rows.length > 0 &&
    card(
      { en: 'Columns not used, or used with care', ko: '사용하지 않거나 주의한 열' },
      table(
        { en: 'Leaks, dropped and excluded columns', ko: '유출, 제외된 열' },
        [
          { title: { en: 'Column', ko: '열' }, cell: (row) => row.column },
          { title: { en: 'What', ko: '구분' }, cell: (row) => say(row.what) },
          { title: { en: 'Reason', ko: '이유' }, cell: (row) => withoutName(row.reason, row.column) },
        ],
        rows,
      ),
    )
  );
}

function features({ exploration, profile }: ReportInput): Html {
  const customers = Math.max(1, exploration.customers);
  return unfold(
    {
      en: `All ${exploration.features.length} features: missing values, outliers, ranges`,
      ko: `요인 ${exploration.features.length}개: 결측, 이상치, 범위`,
    },
    table(
      { en: 'Features of the training rows', ko: '학습 데이터의 요인' },
      [
        { title: { en: 'Feature', ko: '요인' }, cell: (one) => say(labelOf(profile, one.feature)) },
        {
          title: { en: 'Missing', ko: '결측' },
          number: true,
          cell: (one) => (one.missing === 0 ? '0' : `${count(one.missing)} (${percent(one.missing / customers)})`),
        },
        { title: { en: 'Distinct', ko: '고유값' }, number: true, cell: (one) => count(one.distinct) },
        {
          title: { en: 'Outliers', ko: '이상치' },
          number: true,
          cell: (one) => (one.kind === 'number' ? count(one.outliers) : '–'),
        },
        { title: { en: 'Typical', ko: '대표값' }, cell: typicalOf },
        {
          title: { en: 'Range', ko: '범위' },
          cell: (one) => (one.kind === 'number' ? `${plain(one.min)} … ${plain(one.max)}` : '–'),
        },
        { title: { en: 'ROC AUC alone', ko: '단독 ROC AUC' }, number: true, cell: (one) => decimal(one.rocAucAlone) },
      ],
      exploration.features,
    ),
  );
}

function typicalOf(feature: ExploredFeature): string {
  if (feature.kind === 'number') return plain(feature.quartiles[1]);
  const [first] = [...feature.values].sort((a, b) => b.customers - a.customers);
  return first?.value ?? '–';
}

function correlations({ exploration, profile }: ReportInput): Html | false {
  return (
    exploration.correlations.length > 0 &&
    unfold(
      {
        en: `Numbers that move together (${exploration.correlations.length} pairs)`,
        ko: `함께 움직이는 수치(${exploration.correlations.length}쌍)`,
      },
      table(
        { en: 'Rank correlations (Spearman)', ko: '순위 상관(스피어만)' },
        [
          { title: { en: 'One', ko: '하나' }, cell: (pair) => say(labelOf(profile, pair.a)) },
          { title: { en: 'Other', ko: '다른 하나' }, cell: (pair) => say(labelOf(profile, pair.b)) },
          { title: 'ρ', number: true, cell: (pair) => decimal(pair.spearman, 2) },
        ],
        exploration.correlations,
      ),
    )
  );
}
