import { putDocument } from '../../batch/batch-plan.ts';
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
import { scoreTestRows } from './score-test-rows.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';
import { loadRunEngine, type VerifiedModel } from './verify-run.ts';

export type GatePorts = Pick<
  TrainingPorts,
  'clock' | 'elapsedMs' | 'loadModel' | 'newHash' | 'nextTurn' | 'objects' | 'policy' | 'records'
>;

/**
 * Decides whether a run's model takes the champion's place: both score the same test rows, and the customers there are now.
 * The decision is kept with the run and beside the bundle, with every number it rests on. It holds while the champion that
 * it rests on scores; asked again after that, the gate decides anew.
 */
export async function gateRun(
  { runId, seed }: Pick<TrainingOrder, 'runId' | 'seed'>,
  model: VerifiedModel,
  ports: GatePorts,
): Promise<GateDecision> {
  const { objects, records } = ports;
  const key = runKeys.result(runId, 'gate');
  let decision = await once(objects, key, GateDecision, () => decide(runId, seed, model, ports));
  const champion = (await records.models.champion())?.version ?? null;
  if (champion !== decision.champion && !(await wasEverChampion(model.version, ports))) {
    decision = await decide(runId, seed, model, ports);
    await putDocument(objects, key, decision);
  }
  await keepDecision(objects, decision);
  return decision;
}

/** A model that has been promoted, by this run or a person, was decided on. */
async function wasEverChampion(version: string, { records: { models } }: GatePorts): Promise<boolean> {
  return (await models.championHistory()).some((pointer) => pointer.version === version);
}

async function decide(
  runId: string,
  seed: number,
  { version, goldenRowsFailure }: VerifiedModel,
  ports: GatePorts,
): Promise<GateDecision> {
  const { objects, records, clock, elapsedMs, loadModel, nextTurn, policy } = ports;
  const engine = await loadRunEngine(runId, { objects });
  const { profile } = engine;
  const metrics = await readDocument(
    (file) => readObject(objects, `${runKeys.bundle(runId)}${file}`),
    bundleFiles.metrics,
    Metrics,
  );
  const pointer = await records.models.champion();
  const champion = pointer && { version: pointer.version, model: await loadModel(pointer.version) };
  const comparable = champion && canScoreRowsOf(engine, champion.model) ? champion : undefined;
  const rows = await scoreTestRows(runId, engine, comparable, ports);
  const current = { customers: records.customers, nextTurn };
  return decidePromotion(
    {
      challenger: {
        version,
        profile: profile.name,
        metrics,
        probabilities: rows.challenger,
        goldenRowsFailure: goldenRowsFailure ?? undefined,
        microsecondsPerCustomer: microsecondsPerCustomer(engine, elapsedMs),
      },
      champion: champion && {
        version: champion.version,
        profile: champion.model.profile.name,
        probabilities: rows.champion,
        seenRows: rows.seenByChampion,
      },
      left: rows.left,
      segments: rows.segments,
      blastRadius:
        comparable && (await measureOnCurrentCustomers({ champion: comparable.model, challenger: engine }, current)),
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
