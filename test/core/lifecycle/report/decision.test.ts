import { describe, expect, it } from '@jest/globals';
import { type GateDecision, noMoves } from '../../../../core/lifecycle/gate/gate-decision.ts';
import { usualGatePolicy } from '../../../../core/lifecycle/gate/policy.ts';
import { ReportInput } from '../../../../core/lifecycle/report/input.ts';
import { renderCard } from '../../../../core/lifecycle/report/render-card.ts';
import { renderReport } from '../../../../core/lifecycle/report/render-report.ts';
import { readMarkup } from '../../../support/markup.ts';
import { exampleInput } from '../../../support/report-input.ts';

const sha256 = 'b'.repeat(64);
const decision: GateDecision = {
  promote: false,
  reason: 'The gain may be chance. So v1 stays the champion.',
  challenger: 'v2',
  champion: 'v1',
  decidedAt: '2026-11-22T20:00:00.000Z',
  checks: [
    { code: 'CHK004', passed: false, detail: 'The gain <b>may</b> be chance.', figures: { low: -0.0123 } },
    { code: 'CHK008', passed: true, detail: 'All golden rows agree.', figures: {} },
  ],
  testRows: { customers: 2345, leavers: 432 },
  gains: {
    rocAuc: { value: 0.011, low: -0.012, high: 0.034 },
    brier: { value: 0.002, low: -0.001, high: 0.005 },
  },
  blastRadius: {
    customers: 5000,
    compared: 1789,
    moves: { ...noMoves(), low: { high: 61, medium: 0, low: 1728 } },
    changedTierShare: 61 / 1789,
    newHigh: 61,
    noLongerHigh: 0,
    meanAbsoluteChange: 0.02,
  },
  policy: usualGatePolicy,
  seed: 1,
};
const usual = exampleInput();
const input = ReportInput.parse({
  ...usual,
  decision,
  lineage: {
    format: 'mainstay-lineage/1',
    version: usual.version,
    runId: 'run-77',
    parts: [{ partId: '2026-11-01-abc', sha256, rows: 8123 }],
    profile: { name: 'example', version: 3, sha256 },
    code: { version: '1.2.3', commit: null },
    families: ['xgboost'],
    settings: {},
    seed: 1,
    libraries: {},
    by: 'dana',
    reason: 'on-demand',
  },
});

describe('the decision in the report', () => {
  const report = renderReport(input);

  it('shows both models, gains, checks, moves and origin in both languages', () => {
    const { text } = readMarkup(report);
    for (const shown of [
      '+0.0110 (\u22120.0120 to +0.0340)',
      '2,345 customers, 432 of whom left',
      'CHK004',
      'is surely better than the champion',
      '챔피언보다 확실히 나음',
      'The gain <b>may</b> be chance.',
      '1,728',
      '61 would newly be at high risk',
      'turned the model away',
      'run-77',
      '2026-11-01-abc',
      '8,123',
    ]) {
      expect(text).toContain(shown);
    }
    expect(report).not.toContain('<b>may');
    expect(report).toContain('href="#decision"');
  });

  it('has no word of a gate where none decided', () => {
    const { decision: _, ...undecided } = input;
    expect(renderReport(undecided)).not.toContain('id="decision"');
    expect(renderCard(undecided)).not.toContain('What the gate decided');
  });

  it('does not speak of gains over a champion that is not there', () => {
    const first = { ...decision, promote: true, champion: null, testRows: null, gains: null, blastRadius: null };
    const { text } = readMarkup(renderReport({ ...input, decision: first }));
    expect(text).toContain('none: a first model');
    expect(text).not.toContain('Gain in ROC AUC');
    expect(text).not.toContain('Blast radius');
  });

  it('stands in the card as well', () => {
    const card = renderCard(input);
    expect(card).toContain(
      '| CHK004 is surely better than the champion | no | The gain &lt;b&gt;may&lt;/b&gt; be chance. |',
    );
    expect(card).toContain('61 would newly be at high risk');
  });
});
