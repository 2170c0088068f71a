import type { ScoringModel } from '../scoring/scoring-model.ts';

type Load = (version: string) => Promise<ScoringModel>;

/**
 * Loading for a process that promotes and follows the pointer: what was loaded last, to be verified, is what the champion's
 * holder gets right after, and not loaded a second time while requests wait. Handed over once; whatever is loaded to be
 * looked at is read anew.
 */
export function handedOver(load: Load): { readonly load: Load; readonly take: Load } {
  let last: { readonly version: string; readonly model: ScoringModel } | undefined;
  return {
    load: async (version) => {
      last = undefined;
      const model = await load(version);
      last = { version, model };
      return model;
    },
    take: async (version) => {
      const taken = last;
      last = undefined;
      return taken?.version === version ? taken.model : load(version);
    },
  };
}
