import type { Words } from '../../../profile/profile.ts';
import { horizonWords } from '../findings/horizon-words.ts';
import { splitWords } from '../findings/split-words.ts';
import { count, moment, percent } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { candidateWords } from '../names.ts';
import { card, section, unfold } from '../parts/layout.ts';
import { facts, table } from '../parts/table.ts';

/** All that someone needs to make the model again, and what it cannot do. */
export function makingSection(input: ReportInput, number: number): Html {
  return section(
    {
      id: 'making',
      title: { en: 'How it was made, and its limits', ko: '만든 방법과 한계' },
      lead: {
        en: 'Equal data, settings and seed give an equal model.',
        ko: '데이터와 설정, 시드가 같으면 같은 모델이 나옵니다.',
      },
      body: html`${recipe(input)}${origin(input)}${smallPrint(input)}`,
    },
    number,
  );
}

function recipe({ metrics, model, profile, version, trainedAt }: ReportInput): Html {
  const { split } = metrics;
  return card(
    { en: 'Recipe', ko: '제조법' },
    facts([
      [{ en: 'Version', ko: '버전' }, html`<code>${version}</code>`],
      [{ en: 'Trained', ko: '학습 시각' }, moment(trainedAt)],
      [
        { en: 'Profile', ko: '프로필' },
        html`${profile.name}, ${say({ en: 'version', ko: '버전' })} ${profile.version} <code>${model.profile.sha256.slice(0, 12)}</code>`,
      ],
      [{ en: 'Horizon', ko: '예측 기간' }, say(horizonWords(profile))],
      [{ en: 'Family', ko: '모델 종류' }, say(candidateWords[model.family])],
      [{ en: 'Split', ko: '분할' }, say(splitWords(split))],
      [{ en: 'Training customers', ko: '학습 고객' }, count(split.trainingCustomers)],
      [
        { en: 'Test customers', ko: '시험 고객' },
        `${count(split.testCustomers)} (${percent(split.testLeavers / split.testCustomers)})`,
      ],
      [
        { en: 'Cross-validation', ko: '교차 검증' },
        say({ en: `${split.folds} folds, stratified`, ko: `${split.folds}겹, 층화` }),
      ],
      [
        { en: 'Intervals', ko: '구간' },
        say({
          en: `95%, ${count(metrics.bootstrapRounds)} bootstrap rounds`,
          ko: `95%, 부트스트랩 ${count(metrics.bootstrapRounds)}회`,
        }),
      ],
      [{ en: 'Calibration', ko: '보정' }, model.calibration.kind],
      [{ en: 'Tiers begin at', ko: '등급 시작' }, say(tierWords(model.tiers))],
      [{ en: 'Seed', ko: '시드' }, String(model.seed)],
      [{ en: 'Training data', ko: '학습 데이터' }, html`<code>sha256 ${model.trainingData.sha256}</code>`],
    ]),
    settings(model),
  );
}

function origin({ lineage }: ReportInput): Html | undefined {
  if (!lineage) return undefined;
  const { runId, by, code, parts } = lineage;
  const title = { en: 'Origin', ko: '출처' };
  return card(
    title,
    facts([
      [{ en: 'Run', ko: '실행' }, html`<code>${runId}</code>`],
      [{ en: 'Started by', ko: '시작한 사람' }, by],
      ['Mainstay', `${code.version}${code.commit === null ? '' : ` (${code.commit})`}`],
    ]),
    table(
      { en: 'Parts of the training data', ko: '학습 데이터 구성' },
      [
        { title: { en: 'Part', ko: '부분' }, cell: (part) => html`<code>${part.partId}</code>` },
        { title: { en: 'Rows', ko: '행' }, number: true, cell: (part) => count(part.rows) },
        { title: 'sha256', cell: (part) => html`<code>${part.sha256.slice(0, 12)}</code>` },
      ],
      parts,
    ),
  );
}

function tierWords({ medium, high }: ReportInput['model']['tiers']): Words {
  return {
    en: `medium ${percent(medium)}, high ${percent(high)}`,
    ko: `중간 ${percent(medium)}, 높음 ${percent(high)}`,
  };
}

function settings({ settings: chosen, libraries }: ReportInput['model']): Html {
  const columns = [
    { title: { en: 'Name', ko: '이름' }, cell: ([name]: readonly [string, string]) => html`<code>${name}</code>` },
    { title: { en: 'Value', ko: '값' }, cell: ([, value]: readonly [string, string]) => html`<code>${value}</code>` },
  ];
  return html`${unfold({ en: 'Settings', ko: '설정' }, table({ en: 'Settings', ko: '설정' }, columns, textPairs(chosen)))}${unfold(
    { en: 'Library versions', ko: '라이브러리 버전' },
    table({ en: 'Library versions', ko: '라이브러리 버전' }, columns, textPairs(libraries)),
  )}`;
}

function textPairs(record: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
}

/** What every reader should know; also the limits of the model card. */
export function limitsOf({ profile, metrics }: ReportInput): Words[] {
  const days = profile.churnWithinDays;
  return [
    {
      en: 'Association is not causation. A driver tells whom to look at, not what would have happened had it been different. Whether contact helps is only known by leaving some customers alone on purpose and comparing.',
      ko: '상관은 인과가 아닙니다. 요인은 누구를 볼지 알려 줄 뿐, 달랐다면 어떻게 되었을지는 알려 주지 않습니다. 연락의 효과는 일부 고객을 일부러 두고 비교해야 알 수 있습니다.',
    },
    {
      en: 'The test rows were used once, after the model had been chosen. Training again and again until the figures look better would use them up.',
      ko: '시험 데이터는 모델을 고른 뒤 한 번만 사용했습니다. 수치가 좋아질 때까지 반복해서 학습하면 시험 데이터의 의미가 사라집니다.',
    },
    {
      en: `The risk speaks of the next ${days} days and of customers like those in the file. Prices, products and competitors change: watch drift and train again.`,
      ko: `위험은 앞으로 ${days}일, 파일에 있는 것과 비슷한 고객에 대한 것입니다. 가격, 상품, 경쟁은 변하므로 드리프트를 살피고 다시 학습하십시오.`,
    },
    {
      en: 'Profit rests on the cost and success rate in the profile. They are your assumptions, not measurements; the best share is picked on the same rows that it is shown on, so it is a little too favourable.',
      ko: '이익은 프로필의 비용과 성공률이라는 가정에 근거하며 측정값이 아닙니다. 최적 비율은 같은 데이터에서 골랐으므로 조금 유리하게 나옵니다.',
    },
    ...(metrics.split.kind === 'random'
      ? [
          {
            en: 'Test customers were drawn at random, not from a later time. On customers of the future the model may do a little worse.',
            ko: '시험 고객은 이후 시점이 아니라 무작위로 뽑았습니다. 미래의 고객에게는 조금 못할 수 있습니다.',
          },
        ]
      : []),
  ];
}

function smallPrint(input: ReportInput): Html {
  return card(
    { en: 'The small print', ko: '유의 사항' },
    html`<ul class="prose">${limitsOf(input).map((limit) => html`<li>${say(limit)}</li>`)}</ul>`,
  );
}
