/** How a command may end; the design's "Command line". */
export const exitCodes = { done: 0, failed: 1, usage: 2, refused: 3, interrupted: 130 } as const;

/** What a command has to say: a document for machines, and the same as text for people. */
export interface Answer {
  readonly document: unknown;
  readonly text: string;
}

/** The command was called in a way that it cannot make sense of. */
export class UsageError extends Error {}
