import type { ScoringModel } from '../scoring/scoring-model.ts';

/**
 * What has to hold before a model is promoted: a bundle loads, which reproduces its golden rows; one that computes elsewhere
 * is asked for its golden rows now.
 *
 * @param load - loads a model by its version
 */
export function verifying(load: (version: string) => Promise<ScoringModel>): (version: string) => Promise<void> {
  return async (version) => {
    const model = await load(version);
    await model.tryOut?.();
  };
}
