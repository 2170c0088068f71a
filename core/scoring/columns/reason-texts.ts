import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import type { ScoredColumns } from './column-scorer.ts';
import { createKernelTexts } from './kernel-texts.ts';
import { createPlainTexts } from './plain-texts.ts';

/** Lines that lack what they say of the reasons, UTF-8. */
export interface OpenLines {
  /** Their bytes are the first `length`. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Where the reasons of each row belong. */
  readonly gaps: Uint32Array;
}

/** What reasons are made of. */
export type ReasonColumns = Pick<ScoredColumns, 'count' | 'contributions' | 'features' | 'play'>;

/** Puts the reasons of rows into their lines; the answer is of use until the next rows come. */
export type PutReasons = (rows: ReasonColumns, lines: OpenLines) => Uint8Array;

const ready = new WeakMap<Engine, Map<string, PutReasons>>();

/**
 * Puts into lines of a score file what they say of the reasons: a comma and the play, a comma and a reason, and so on. One
 * writer serves all files of a model: it knows what it has worded before.
 *
 * @param reasons - how many, 1 or more
 */
export function reasonTextsOf(engine: Engine, reasons: number, language: Language): PutReasons {
  const writers = ready.get(engine) ?? new Map<string, PutReasons>();
  ready.set(engine, writers);
  const key = `${reasons} ${language}`;
  const writer =
    writers.get(key) ?? createKernelTexts(engine, reasons, language) ?? createPlainTexts(engine, reasons, language);
  writers.set(key, writer);
  return writer;
}
