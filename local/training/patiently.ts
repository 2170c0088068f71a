import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../core/errors.ts';

/** How often a training that another process keeps waiting is tried again, ms. */
const retryMs = 5_000;

/** Trains, waiting for its turn while another process does. @throws the signal's reason once it is aborted */
export async function patiently<T>(train: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await train();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'training-in-progress') throw error;
      await sleep(retryMs, undefined, { signal });
    }
  }
}
