import { bundleFiles } from '../../scoring/bundle.ts';
import { type Engine, engineBehind } from '../../scoring/engine.ts';
import { readDocument } from '../../scoring/load-bundle.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import { measureOnCurrentCustomers } from '../gate/current-customers.ts';
import { decidePromotion } from '../gate/decide-promotion.ts';
import { GateDecision } from '../gate/gate-decision.ts';
import { keepDecision } from '../lineage.ts';
import { Metrics } from '../metrics.ts';
import { readObject } from '../stored-model.ts';
import { microsecondsPerCustomer } from './measure-speed.ts';
import { once, runKeys } from './run-files.ts';
import { readTestOutcomes, readTestValues } from './test-rows.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';
import { loadRunEngine, type VerifiedModel } from './verify-run.ts';

type GatePorts = Pick<TrainingPorts, 'clock' | 'elapsedMs' | 'loadModel' | 'objects' | 'policy' | 'records'>;

/**
 * Decides whether a run's model takes the champion's place: both score the same test rows, and the customers there are now.
 * The decision is kept with the run and beside the bundle, with every number it rests on.
 */
export async function gateRun(
  { runId, seed }: Pick<TrainingOrder, 'runId' | 'seed'>,
  model: VerifiedModel,
  ports: GatePorts,
): Promise<GateDecision> {
  const { objects } = ports;
  const decision = await once(objects, runKeys.result(runId, 'gate'), GateDecision, () =>
    decide(runId, seed, model, ports),
  );
  await keepDecision(objects, decision);
  return decision;
}

async function decide(
  runId: string,
  seed: number,
  { version, goldenRowsFailure }: VerifiedModel,
  { objects, records, clock, elapsedMs, loadModel, policy }: GatePorts,
): Promise<GateDecision> {
  const engine = await loadRunEngine(runId, { objects });
  const { profile } = engine;
  const metrics = await readDocument(
    (file) => readObject(objects, `${runKeys.bundle(runId)}${file}`),
    bundleFiles.metrics,
    Metrics,
  );
  const pointer = await records.models.champion();
  const champion = pointer && { version: pointer.version, model: await loadModel(pointer.version) };
  const comparable = champion && canScoreRowsOf(engine, champion.model) ? champion.model : undefined;

  const { left, segments } = await readTestOutcomes(objects, runId);
  const probabilities = { challenger: new Float64Array(left.length), champion: new Float64Array(left.length) };
  let at = 0;
  for await (const values of readTestValues(objects, runId, profile)) {
    probabilities.challenger.set(engine.scoreProbabilities(values), at);
    if (comparable) probabilities.champion.set(await comparable.scoreProbabilities(values), at);
    at += values.length;
  }
  return decidePromotion(
    {
      challenger: {
        version,
        profile: profile.name,
        metrics,
        probabilities: probabilities.challenger,
        goldenRowsFailure: goldenRowsFailure ?? undefined,
        microsecondsPerCustomer: microsecondsPerCustomer(engine, elapsedMs),
      },
      champion: champion && {
        version: champion.version,
        profile: champion.model.profile.name,
        probabilities: comparable && probabilities.champion,
      },
      left,
      segments,
      blastRadius:
        comparable && (await measureOnCurrentCustomers({ champion: comparable, challenger: engine }, records)),
      seed,
      decidedAt: clock.now(),
    },
    policy,
  );
}

/** Whether a model finds in rows of the challenger's profile what it needs: the same columns, of the same kind. */
function canScoreRowsOf({ profile }: Engine, champion: ScoringModel): boolean {
  if (champion.profile.name !== profile.name) return false;
  const kinds = new Map(profile.features.map(({ name, kind }) => [name, kind]));
  const needed = new Set(engineBehind(champion)?.features ?? champion.profile.features.map(({ name }) => name));
  return champion.profile.features.every(({ name, kind }) => !needed.has(name) || kinds.get(name) === kind);
}
