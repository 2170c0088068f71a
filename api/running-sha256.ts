import { createHash } from 'node:crypto';
import type { RunningHash } from '../core/lifecycle/training/training-ports.ts';

/** A SHA-256 over what comes piece by piece. */
export function runningSha256(): RunningHash {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    hex: () => hash.digest('hex'),
  };
}
