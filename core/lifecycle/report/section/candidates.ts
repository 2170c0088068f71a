import type { Candidate } from '../../metrics.ts';
import { drawIntervals, estimateMark, type IntervalMark, type IntervalRow } from '../draw/interval-chart.ts';
import { choiceWords } from '../findings/choice-words.ts';
import { count, decimal, interval, percent } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { candidateWords } from '../names.ts';
import { card, figure, section, wideWidth } from '../parts/layout.ts';
import { table } from '../parts/table.ts';

/** Every model that was tried, beside two baselines that any model must beat. */
export function candidatesSection({ metrics }: ReportInput, number: number): Html {
  const fitted = metrics.candidates.filter((one) => one.status === 'fitted');
  const failed = metrics.candidates.filter((one) => one.status === 'failed');
  const rule = metrics.candidates.find((one) => one.name === 'one-rule')?.note;
  return section(
    {
      id: 'candidates',
      title: { en: 'Models compared', ko: '비교한 모델' },
      lead: {
        en: 'The choice was made by cross-validation inside the training rows. The test rows were opened once, afterwards, and had no say.',
        ko: '학습 데이터 안의 교차 검증으로 선택했습니다. 시험 데이터는 선택이 끝난 뒤 한 번만 열었고 선택에 쓰이지 않았습니다.',
      },
      body: [
        html`<p class="chosen"><span aria-hidden="true">✓</span> ${say({ en: 'Chosen', ko: '선택' })}: <strong>${say(candidateWords[metrics.chosen])}</strong>. ${say(choiceWords(metrics))}</p>`,
        comparison(fitted, metrics.chosen),
        rule !== undefined &&
          html`<p class="note">${say({ en: 'The one-rule baseline:', ko: '규칙 하나 기준선:' })} ${rule}</p>`,
        failed.length > 0 && failures(failed),
      ],
    },
    number,
  );
}

function comparison(candidates: readonly Candidate[], chosen: Candidate['name']): Html {
  const rows = candidates.map((candidate) => rowOf(candidate, chosen));
  const description = rows
    .map((row) => row.marks.map((mark) => `${row.state === 'chosen' ? 'Chosen: ' : ''}${mark.says}`).join(', '))
    .join('; ');
  return figure({
    title: 'ROC AUC',
    note: say({
      en: 'Round: cross-validation, by which the choice was made. Diamond: test rows. Lines: 95% intervals. At the right: test rows.',
      ko: '동그라미: 선택에 쓴 교차 검증. 마름모: 시험 데이터. 선: 95% 구간. 오른쪽 값: 시험 데이터.',
    }),
    wide: wideWidth,
    draw: (width) =>
      drawIntervals(
        {
          rows,
          format: (value) => decimal(value, 2),
          reference: { value: 0.5, name: { en: 'chance', ko: '우연' } },
          axisTitle: { en: 'ROC AUC, larger is better', ko: 'ROC AUC, 클수록 좋음' },
          fromZero: false,
          description,
        },
        width,
      ),
    data: candidateTable(candidates, chosen),
  });
}

function rowOf({ name, crossValidation, test }: Candidate, chosen: Candidate['name']): IntervalRow {
  const words = candidateWords[name];
  const marks: IntervalMark[] = [];
  if (crossValidation) {
    const { rocAuc, folds } = crossValidation;
    marks.push(estimateMark(rocAuc, 'dot', `${words.en}, ${folds}-fold cross-validation ${interval(rocAuc)}`));
  }
  if (test) marks.push(estimateMark(test.rocAuc, 'diamond', `${words.en}, test rows ${interval(test.rocAuc)}`));
  const isChosen = name === chosen;
  return {
    name: isChosen ? { en: `✓ ${words.en}`, ko: `✓ ${words.ko}` } : words,
    marks,
    value: test ? interval(test.rocAuc) : '',
    state: isChosen ? 'chosen' : 'plain',
  };
}

function candidateTable(candidates: readonly Candidate[], chosen: Candidate['name']): Html {
  return table(
    { en: 'All candidates', ko: '모든 후보' },
    [
      {
        title: { en: 'Model', ko: '모델' },
        cell: ({ name }) => [say(candidateWords[name]), name === chosen && [' ✓ ', say({ en: 'chosen', ko: '선택' })]],
      },
      {
        title: { en: 'ROC AUC, cross-validated', ko: 'ROC AUC(교차 검증)' },
        number: true,
        cell: ({ crossValidation }) => (crossValidation ? interval(crossValidation.rocAuc) : '–'),
      },
      {
        title: { en: 'Log loss, cross-validated', ko: '로그 손실(교차 검증)' },
        number: true,
        cell: ({ crossValidation }) => (crossValidation ? interval(crossValidation.logLoss) : '–'),
      },
      {
        title: { en: 'ROC AUC, test', ko: 'ROC AUC(시험)' },
        number: true,
        cell: ({ test }) => (test ? interval(test.rocAuc) : '–'),
      },
      {
        title: { en: 'PR AUC, test', ko: 'PR AUC(시험)' },
        number: true,
        cell: ({ test }) => (test ? interval(test.prAuc) : '–'),
      },
      {
        title: { en: 'Brier, test', ko: '브라이어(시험)' },
        number: true,
        cell: ({ test }) => (test ? interval(test.brier) : '–'),
      },
      {
        title: { en: 'Calibration error, test', ko: '보정 오차(시험)' },
        number: true,
        cell: ({ test }) => (test ? interval(test.calibrationError, percent) : '–'),
      },
      {
        title: { en: 'Settings tried', ko: '시도한 설정' },
        number: true,
        cell: ({ trials }) => (trials === undefined ? '–' : count(trials)),
      },
    ],
    candidates,
  );
}

function failures(failed: readonly Candidate[]): Html {
  return card(
    { en: 'Could not be trained', ko: '학습에 실패한 모델' },
    html`<ul>${failed.map(
      ({ name, error }) =>
        html`<li><strong>${say(candidateWords[name])}</strong>: ${error ?? say({ en: 'no reason was given', ko: '이유가 기록되지 않음' })}</li>`,
    )}</ul>`,
  );
}
