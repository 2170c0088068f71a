import { z } from 'zod';

/** How far a training run is. `done` of `of` moves a bar; `message` is a short sentence for people. */
export const Progress = z.object({
  event: z.literal('progress'),
  step: z.string(),
  family: z.string().optional(),
  done: z.number().optional(),
  of: z.number().optional(),
  best: z
    .number()
    .nullish()
    .meta({ description: 'Best figure so far: cross-validated log loss while a family is tuned' }),
  seconds: z.number().optional(),
  message: z.string().optional(),
});
export type Progress = z.infer<typeof Progress>;

/** One line of a training step's standard output. Further fields are let through: a newer package may say more. */
export const StepEvent = z.discriminatedUnion('event', [
  Progress,
  z.object({
    event: z.literal('done'),
    status: z.enum(['fitted', 'failed']).optional(),
    trials: z.int().optional(),
    peakMemoryMb: z.number().nullish().meta({ description: 'Most memory of the process, where the system tells' }),
  }),
  z.object({ event: z.literal('failed'), code: z.string(), detail: z.string() }),
]);
export type StepEvent = z.infer<typeof StepEvent>;

/** The event that a line holds; undefined for anything else that a library may have printed. */
export function parseStepEvent(line: string): StepEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return StepEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Where a long piece of work tells how it goes on; all are fine to ignore. */
export interface Reporter {
  /** What is being done now, and how far it is. */
  show(
    title: string,
    state: { done?: number | undefined; of?: number | undefined; message?: string | undefined },
  ): void;
  /** Something worth keeping on the screen. */
  say(line: string): void;
}
