import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '../../core/intake/receipt.ts';
import { must } from './client.ts';

/** How long to wait before something is asked again, milliseconds. */
export const pollMs = 500;

export const receiptPath = (dropId: string): string => `/v1/drops/${encodeURIComponent(dropId)}`;

/**
 * Asks for a receipt until its drop is done or has failed.
 *
 * @param ask - gives undefined while there is no receipt yet
 * @throws {SmokeFailure} once that takes too long
 */
export async function finishedReceipt(ask: () => Promise<Receipt | undefined>, timeoutMs: number): Promise<Receipt> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const receipt = await ask();
    if (receipt?.state === 'done' || receipt?.state === 'failed') return receipt;
    const stands = receipt ? `is still "${receipt.state}"` : 'has no receipt';
    must(performance.now() < deadlineMs, `the file ${stands} after ${timeoutMs / 1_000} s (--wait)`);
    await sleep(pollMs);
  }
}

/**
 * @param goodRows - how many good rows were sent, beside one broken one
 * @returns the sum, in words
 * @throws {SmokeFailure} where the receipt says anything else than that they were scored
 */
export function mustAddUp(receipt: Receipt, goodRows: number): string {
  const { state, kind, rowsIn, rowsAccepted, rowsQuarantined, failure } = receipt;
  must(state === 'done', `the file failed: ${failure?.code ?? ''} ${failure?.detail ?? ''}`);
  must(kind === 'scoring', `the file was taken for ${kind}: it must have no labels`);
  const sum = `${rowsIn} in = ${rowsAccepted} accepted + ${rowsQuarantined} quarantined`;
  must(
    rowsAccepted === goodRows && rowsQuarantined === 1 && rowsIn === goodRows + 1,
    `${sum}; ${goodRows} good rows and 1 broken one were sent`,
  );
  return sum;
}
