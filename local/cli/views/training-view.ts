import type { Receipt } from '../../../core/intake/receipt.ts';
import type { Candidate } from '../../../core/lifecycle/metrics.ts';
import type { TrainingOutcome } from '../../training/training-request.ts';
import { count, duration, estimate, many, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { printable } from '../output/text-width.ts';
import { quarantineLines } from './drops-view.ts';

/** What a training run brought: what was decided and why, the candidates side by side, where the report is. */
export function trainingView(outcome: TrainingOutcome, reportPath: string, style: Style): string {
  const { model, metrics, decision, receipt, run } = outcome;
  const verdict = decision.promote
    ? style.good(`★ ${model.version} is the champion now.`)
    : style.bad(`${model.version} was registered, but not promoted.`);
  const { split, chosen } = metrics;
  const seconds = (Date.parse(run.finishedAt ?? run.startedAt) - Date.parse(run.startedAt)) / 1000;
  const rows =
    receipt &&
    `${count(receipt.rowsIn)} in = ${count(receipt.rowsAccepted)} accepted + ${count(receipt.rowsQuarantined)} quarantined`;
  return [
    verdict,
    decision.reason,
    '',
    facts([
      ['chosen', metrics.chosenBecause],
      ['rows', rows ?? undefined],
      [
        'tested on',
        `${many(split.testCustomers, 'customer')} that no model had seen, ${count(split.testLeavers)} of whom left`,
      ],
      ['took', duration(seconds)],
    ]),
    '',
    candidatesTable(metrics.candidates, chosen, style),
    '',
    ...(receipt ? remarks(receipt, style) : []),
    `Report  ${reportPath}`,
    'Next    mainstay score CUSTOMERS.csv --out scores.csv',
  ].join('\n');
}

function remarks(receipt: Receipt, style: Style): string[] {
  const warnings = receipt.warnings.map((warning) => `! ${printable(warning)}`);
  const quarantine = receipt.rowsQuarantined > 0 ? quarantineLines(receipt, style) : [];
  return [...warnings, ...quarantine, ...(warnings.length + quarantine.length > 0 ? [''] : [])];
}

function candidatesTable(candidates: readonly Candidate[], chosen: string, style: Style): string {
  const rows = candidates.toSorted((a, b) => (b.test?.rocAuc.value ?? 0) - (a.test?.rocAuc.value ?? 0));
  return table(
    rows,
    [
      { title: '', cell: ({ name }) => (name === chosen ? style.good('★') : ' ') },
      { title: 'candidate', cell: ({ name }) => (name === chosen ? style.bold(name) : name) },
      {
        title: 'ROC AUC, cross-validated',
        cell: ({ crossValidation }) => (crossValidation ? estimate(crossValidation.rocAuc) : '–'),
      },
      { title: 'ROC AUC, test', cell: ({ test, error }) => (test ? estimate(test.rocAuc) : `failed: ${error ?? ''}`) },
      { title: 'Brier', cell: ({ test }) => test?.brier.value.toFixed(4) ?? '–', align: 'right' },
      { title: 'calibration', cell: ({ test }) => test?.calibrationError.value.toFixed(4) ?? '–', align: 'right' },
      { title: 'precision', cell: ({ test }) => (test ? percent(test.precision.value) : '–'), align: 'right' },
      { title: 'recall', cell: ({ test }) => (test ? percent(test.recall.value) : '–'), align: 'right' },
    ],
    style.faint,
  );
}
