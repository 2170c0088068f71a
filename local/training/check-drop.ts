import { setImmediate as nextTurn } from 'node:timers/promises';
import { runningSha256 } from '../../api/running-sha256.ts';
import { checkData } from '../../core/lifecycle/training/check-data.ts';
import type { CheckedData } from '../../core/lifecycle/training/checked-data.ts';
import type { TrainingOrder } from '../../core/lifecycle/training/training-order.ts';
import { originalKey } from '../../core/lifecycle/training-data/add-part.ts';
import type { Source } from '../drops/open-source.ts';
import type { Home } from '../home/open-home.ts';
import type { Reporter } from './progress.ts';
import type { TrainingRequest } from './training-request.ts';

/**
 * Takes the file that was named into the home, as an upload would be, and checks the data of a run.
 *
 * @throws {DomainError} `unreadable-file`, `not-enough-data`
 */
export async function checkDrop(
  order: TrainingOrder,
  request: TrainingRequest,
  { home, reporter, signal }: { home: Home; reporter: Reporter; signal: AbortSignal },
): Promise<CheckedData> {
  const { objects, records, clock } = home;
  const { drop } = request;
  if (drop?.source) await store(drop.receipt.dropId, drop.source, home, signal);
  const onRows = (rows: number, done: number, of: number): void =>
    reporter.show('check', { done, of, message: `${rows.toLocaleString('en-US')} rows` });
  const ports = { objects, records, clock, newHash: runningSha256, nextTurn: () => nextTurn(), signal, onRows };
  return checkData(order, ports);
}

async function store(dropId: string, source: Source, { objects, records }: Home, signal: AbortSignal): Promise<void> {
  const key = originalKey(dropId);
  if ((await objects.size(key)) !== undefined) return;
  async function* heeding(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.stored) {
      signal.throwIfAborted();
      yield chunk;
    }
  }
  await objects.put(key, heeding());
  const receipt = await records.drops.get(dropId);
  if (receipt) await records.drops.put({ ...receipt, sha256: source.sha256() });
}
