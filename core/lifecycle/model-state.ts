import { z } from 'zod';
import type { ChampionPointer, ModelRecord } from './registry.ts';
import { isShadowing, type ShadowPointer } from './shadow/shadow.ts';

/** Where a model stands: in waiting, scoring, scoring silently beside the champion, or after its time. */
export const ModelState = z.enum(['candidate', 'champion', 'shadow', 'retired']);
export type ModelState = z.infer<typeof ModelState>;

export const ModelStanding = z
  .strictObject({
    state: ModelState,
    since: z.iso.datetime(),
    by: z.string().meta({ description: 'Who brought it there' }),
    reason: z.string().nullable().meta({ description: 'Why; null for a candidate' }),
  })
  .meta({ id: 'ModelStanding' });
export type ModelStanding = z.infer<typeof ModelStanding>;

/** What the state of every model follows from. */
export interface Pointers {
  /** All champion pointers there ever were, newest first. */
  readonly history: readonly ChampionPointer[];
  readonly shadow: ShadowPointer | undefined;
  readonly now: Date;
}

/** The state of a model, and who brought it there when. No state is stored: it follows from the pointers alone. */
export function standingOf(model: ModelRecord, { history, shadow, now }: Pointers): ModelStanding {
  const { version } = model;
  const [champion] = history;
  if (champion?.version === version) return standing('champion', champion);
  if (shadow?.version === version && isShadowing(shadow, now)) return standing('shadow', shadow);
  const last = history.findIndex((pointer) => pointer.version === version);
  const successor = last > 0 ? history[last - 1] : undefined;
  if (successor) return standing('retired', successor);
  return { state: 'candidate', since: model.registeredAt, by: model.by, reason: null };
}

function standing(state: ModelState, { since, by, reason }: ChampionPointer | ShadowPointer): ModelStanding {
  return { state, since, by, reason };
}
