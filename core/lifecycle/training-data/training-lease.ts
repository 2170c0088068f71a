import { z } from 'zod';
import { putDocument, readDocument } from '../../batch/batch-plan.ts';
import type { Clock, ObjectStore, RunRecords } from '../../ports.ts';

const Lease = z.strictObject({
  runId: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime().meta({ description: 'From then on it counts for nothing, whatever became of the run' }),
  released: z.boolean(),
  worked: z.boolean().meta({ description: 'Whether the run found something to do' }),
  before: z.iso.datetime().nullable().meta({ description: 'When a run before it last found something to do' }),
});
type Lease = z.infer<typeof Lease>;

const folder = 'training-data/_leases/'; // a profile's name cannot begin so
const digits = 10;

/** The workflow ends by itself before that. */
const leaseMs = 5 * 24 * 60 * 60 * 1000;

interface Ports {
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly records: { readonly runs: Pick<RunRecords, 'get'> };
}

/** Who trains; `before` is when another run last found something to do, null if none ever did. */
export type LeaseAnswer =
  | { readonly taken: true; readonly before: string | null }
  | { readonly taken: false; readonly by: string; readonly since: string };

/**
 * Makes sure that a home trains one model at a time. Each lease is an object under the next number, which only one can
 * put; it ends when its run says so, when the run's record no longer says that it runs (as after a kill that was noticed),
 * or in the end by time. Taken again by the same run, it stays.
 *
 * @param force - takes it from a run that seems to be under way
 */
export async function takeLease(runId: string, force: boolean, ports: Ports): Promise<LeaseAnswer> {
  const { objects, clock } = ports;
  for (;;) {
    const keys = await objects.list(folder);
    const last = keys.at(-1);
    const held = last === undefined ? undefined : await readDocument(objects, last, Lease);
    if (held?.runId === runId) return { taken: true, before: held.before };
    if (held && !force && (await isHeld(held, ports))) return { taken: false, by: held.runId, since: held.since };
    const next = String(Number(last?.slice(folder.length, folder.length + digits) ?? 0) + 1).padStart(digits, '0');
    const since = clock.now();
    const until = new Date(since.getTime() + leaseMs).toISOString();
    const before = held === undefined ? null : held.worked ? held.since : held.before;
    const lease: Lease = { runId, since: since.toISOString(), until, released: false, worked: false, before };
    const key = `${folder}${next}.json`;
    if (!(await putDocument(objects, key, lease, { ifAbsent: true }))) continue; // someone was faster: look again
    if ((await objects.list(folder)).at(-1) !== key) continue; // the number was taken, used and cleared away meanwhile
    for (const old of keys) await objects.remove(old);
    return { taken: true, before };
  }
}

/** Notes that the run that holds the lease has found something to do. */
export function noteWork(runId: string, objects: ObjectStore): Promise<void> {
  return change(runId, { worked: true }, objects);
}

/** Ends a run's lease; that of another stays. */
export function releaseLease(runId: string, objects: ObjectStore): Promise<void> {
  return change(runId, { released: true }, objects);
}

async function change(runId: string, what: Partial<Lease>, objects: ObjectStore): Promise<void> {
  for (const key of await objects.list(folder)) {
    const lease = await readDocument(objects, key, Lease);
    if (lease?.runId === runId) await putDocument(objects, key, { ...lease, ...what });
  }
}

async function isHeld({ runId, until, released }: Lease, { clock, records }: Ports): Promise<boolean> {
  if (released || until <= clock.now().toISOString()) return false;
  const run = await records.runs.get(runId);
  return run === undefined || run.state === 'running'; // on AWS the record may be Step Functions'
}
