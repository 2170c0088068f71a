import { around, type Scored } from './report-scored.ts';

export function learningCurve(
  { rocAuc: auc, brier }: { rocAuc: { value: number }; brier: { value: number } },
  half: number,
) {
  return {
    points: [0.125, 0.25, 0.5, 1].map((part) => ({
      share: part,
      customers: 20_000 * part,
      leavers: 3_600 * part,
      rocAuc: around(auc.value + 0.008 * Math.log2(part), half),
      brier: around(brier.value - 0.001 * Math.log2(part), half / 2),
    })),
    lastDoubling: { rocAuc: around(0.008, 0.003, -1), brier: around(0.001, 0.0005, -1) },
  };
}

export function shift(feature: string, populationStability: number, newCategories: { value: string; share: number }[]) {
  return {
    feature,
    populationStability,
    jensenShannon: populationStability / 8,
    missingShareBefore: 0.01,
    missingShare: 0.02,
    newCategories,
  };
}

function roughRate(hits: number, of: number) {
  return of === 0 ? null : around(hits / of, 1 / Math.sqrt(of));
}

function leaversAmong(some: readonly Scored[]): number {
  return some.reduce<number>((sum, one) => sum + one.left, 0);
}

export function fairnessOf(scored: readonly Scored[], threshold: number) {
  const groups: [string, (at: number) => boolean][] = [
    ['Basic', (at) => at % 2 === 0],
    ['Standard', (at) => at % 4 === 1],
    ['Premium', (at) => at % 4 === 3],
  ];
  return groups.map(([group, belongs]) => {
    const members = scored.filter((_, at) => belongs(at));
    const selected = members.filter((one) => one.probability >= threshold);
    const [leavers, hits] = [leaversAmong(members), leaversAmong(selected)];
    return {
      feature: 'plan',
      group,
      customers: members.length,
      leavers,
      selected: selected.length,
      selectionRate: around(selected.length / members.length, 0.01),
      truePositiveRate: roughRate(hits, leavers),
      falsePositiveRate: roughRate(selected.length - hits, members.length - leavers),
      precision: roughRate(hits, selected.length),
      calibrationGap: around(0.004, 0.01, -1),
    };
  });
}
