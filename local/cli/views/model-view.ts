import type { BlastRadius } from '../../../core/lifecycle/gate/gate-decision.ts';
import type { Impact } from '../../../core/lifecycle/impact.ts';
import type { ModelDetails } from '../../../core/lifecycle/model-details.ts';
import type { ModelStanding } from '../../../core/lifecycle/model-state.ts';
import type { ShadowComparison } from '../../../core/lifecycle/shadow/shadow-comparison.ts';
import { tiers } from '../../../core/scoring/score.ts';
import { count, estimate, moment, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';

/** One model: where it stands and comes from, what the gate decided, what it said as a shadow. */
export function modelView({ model, metrics, lineage, decision, shadow }: ModelDetails, style: Style): string {
  const code = lineage && `Mainstay ${lineage.code.version}${lineage.code.commit ? ` (${lineage.code.commit})` : ''}`;
  const head = facts([
    ['model', model.version],
    ['state', standingInWords(model.standing)],
    ['profile', lineage ? `${lineage.profile.name}, version ${lineage.profile.version}` : model.profile],
    ['family', model.family],
    ['trained on', model.trainingCustomers === null ? undefined : `${count(model.trainingCustomers)} customers`],
    ['data parts', lineage?.parts.map(({ partId, rows }) => `${partId} (${count(rows)} rows)`).join('\n')],
    ['run', model.runId ?? undefined],
    ['by', model.by],
    ['why', lineage?.reason],
    ['code', code ?? undefined],
    ['seed', model.seed === null ? undefined : String(model.seed)],
    ['ROC AUC', metrics ? estimate(metrics.figures.rocAuc) : undefined],
    ['Brier', metrics ? estimate(metrics.figures.brier, 4) : undefined],
  ]);
  const gate = decision && [
    `${decision.promote ? style.good('The gate let it through') : style.bad('The gate turned it away')} on ${moment(decision.decidedAt)}: ${decision.reason}`,
    table(
      decision.checks,
      [
        { title: 'check', cell: ({ code: name }) => name },
        { title: '', cell: ({ passed }) => (passed ? style.good('passed') : style.bad('failed')) },
        { title: '', cell: ({ detail }) => detail },
      ],
      style.faint,
    ),
  ];
  const parts = [head, gate?.join('\n\n'), shadow ? shadowView(shadow, style) : undefined];
  return parts.filter((part) => part !== undefined && part !== null).join('\n\n');
}

/** champion since 2026-11-22 16:40, by ana: better on autumn data */
export function standingInWords({ state, since, by, reason }: ModelStanding): string {
  return `${state} since ${moment(since)}, by ${by}${reason === null ? '' : `: ${reason}`}`;
}

/** How a silent model and the champion differed. */
export function shadowView(shadow: ShadowComparison, style: Style): string {
  const { pointer, compared, missed, changedTierShare, newHigh, noLongerHigh, meanAbsoluteChange, days } = shadow;
  const until = pointer
    ? `It scores silently beside the champion until ${moment(pointer.until)}.`
    : 'It scored silently beside the champion.';
  if (compared === 0) return `${until} Nothing was compared yet${missed > 0 ? `; ${count(missed)} missed` : ''}.`;
  const summary = facts([
    ['compared', `${count(compared)} scores on ${count(new Set(days.map(({ day }) => day)).size)} days`],
    ['missed', missed > 0 ? count(missed) : undefined],
    ['other tier', percent(changedTierShare ?? 0)],
    ['newly high', count(newHigh)],
    ['no longer high', count(noLongerHigh)],
    ['change of probability', `${(meanAbsoluteChange ?? 0).toFixed(4)} on average`],
  ]);
  return `${until}\n\n${summary}\n\n${style.faint(shadow.remark)}`;
}

/** What a promotion would change. */
export function impactView({ version, champion, blastRadius, remark }: Impact, style: Style): string {
  if (!blastRadius) return remark ?? 'Nothing could be compared.';
  const { customers, compared, changedTierShare, newHigh, noLongerHigh, meanAbsoluteChange } = blastRadius;
  const of = compared === customers ? count(customers) : `${count(compared)} of ${count(customers)}`;
  const summary = facts([
    ['champion now', champion ?? 'none'],
    ['customers compared', of],
    ['change tier', percent(changedTierShare)],
    ['newly high', count(newHigh)],
    ['no longer high', count(noLongerHigh)],
    ['change of probability', `${meanAbsoluteChange.toFixed(4)} on average`],
  ]);
  return `If ${version} were promoted:\n\n${summary}\n\n${movesTable(blastRadius.moves, style)}\n\nNothing was changed.`;
}

function movesTable(moves: BlastRadius['moves'], style: Style): string {
  const columns = [
    { title: 'tier now', cell: (from: (typeof tiers)[number]) => from },
    ...tiers.map((to) => ({
      title: `then ${to}`,
      cell: (from: (typeof tiers)[number]) => count(moves[from][to]),
      align: 'right' as const,
    })),
  ];
  return table(tiers, columns, style.faint);
}
