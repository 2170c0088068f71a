import { z } from 'zod';
import { ModelVersion } from '../registry.ts';

/** Which model scores silently beside the champion, and until when. */
export const ShadowPointer = z
  .strictObject({
    version: ModelVersion,
    since: z.iso.datetime(),
    until: z.iso.datetime().meta({ description: 'It stops by itself at this moment' }),
    by: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'ShadowPointer' });
export type ShadowPointer = z.infer<typeof ShadowPointer>;

/** Days that a model may shadow, at most: by then customers have changed too. */
export const mostShadowDays = 90;

/** Whether the time of a shadow has not run out. */
export function isShadowing({ until }: ShadowPointer, now: Date): boolean {
  return now.getTime() < Date.parse(until);
}

/** Whether two pointers are the same one. */
export function isSameShadow(a: ShadowPointer | undefined, b: ShadowPointer | undefined): boolean {
  return a?.version === b?.version && a?.since === b?.since && a?.until === b?.until && a?.by === b?.by;
}
