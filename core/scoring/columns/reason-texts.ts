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

/**
 * What lines of a score file say of the reasons: a comma and the play, a comma and a reason, and so on.
 *
 * @param reasons - how many, 1 or more
 */
export function createReasonTexts(engine: Engine, reasons: number, language: Language): WriteReasons {
  return createKernelTexts(engine, reasons, language) ?? createPlainTexts(engine, reasons, language);
}
