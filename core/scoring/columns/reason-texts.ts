import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import type { ScoredColumns } from './column-scorer.ts';
import { createKernelTexts } from './kernel-texts.ts';
import { createPlainTexts } from './plain-texts.ts';

/** Texts of rows, UTF-8, one after the other; of use until the next ones are asked for. */
export interface RowTexts {
  readonly bytes: Uint8Array;
  /** Where each row's text ends. */
  readonly ends: Uint32Array;
}

/** What reasons are made of. */
export type ReasonColumns = Pick<ScoredColumns, 'count' | 'contributions' | 'features' | 'play'>;

export type WriteReasons = (rows: ReasonColumns) => RowTexts;

const ready = new WeakMap<Engine, Map<string, WriteReasons>>();

/**
 * What lines of a score file say of the reasons: a comma and the play, a comma and a reason, and so on. One writer serves all
 * files of a model: it knows what it has worded before.
 *
 * @param reasons - how many, 1 or more
 */
export function reasonTextsOf(engine: Engine, reasons: number, language: Language): WriteReasons {
  const writers = ready.get(engine) ?? new Map<string, WriteReasons>();
  ready.set(engine, writers);
  const key = `${reasons} ${language}`;
  const writer =
    writers.get(key) ?? createKernelTexts(engine, reasons, language) ?? createPlainTexts(engine, reasons, language);
  writers.set(key, writer);
  return writer;
}
