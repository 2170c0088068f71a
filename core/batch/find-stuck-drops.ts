import type { Receipt } from '../intake/receipt.ts';
import type { Clock, DropRecords } from '../ports.ts';

const hourMs = 60 * 60 * 1000;

/**
 * A drop is worked through within minutes, and its workflow ends after six hours at most: one that waits for a day will
 * not go on by itself. After sixteen days even what lay with the dead letters is gone, and somebody has been told daily.
 */
export const stuckTimes = { afterMs: 24 * hourMs, untilMs: 16 * 24 * hourMs } as const;

/** Drops that should be done by now and are not, newest first. Those for training wait for their turn, so they are not among them. */
export async function findStuckDrops({
  drops,
  clock,
}: {
  readonly drops: Pick<DropRecords, 'list'>;
  readonly clock: Clock;
}): Promise<readonly Receipt[]> {
  const nowMs = clock.now().getTime();
  const stuck: Receipt[] = [];
  let cursor: string | undefined;
  do {
    const page = await drops.list({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    for (const receipt of page.items) {
      const ageMs = nowMs - Date.parse(receipt.receivedAt);
      if (ageMs > stuckTimes.untilMs) return stuck;
      if (ageMs > stuckTimes.afterMs && isWaiting(receipt)) stuck.push(receipt);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return stuck;
}

function isWaiting({ state, kind }: Receipt): boolean {
  return (state === 'received' || state === 'working') && kind !== 'training';
}
