import { type ScoredTotals, scoreRows } from '../../core/batch/score-rows.ts';
import type { ScoredSlice } from '../../core/batch/scored-slice.ts';
import { checkFile } from '../../core/intake/check-file.ts';
import type { CheckedFile } from '../../core/intake/checked-row.ts';
import type { QuarantinedRow } from '../../core/intake/receipt.ts';
import type { Champion } from '../../core/lifecycle/champion.ts';
import type { Language } from '../../core/profile/profile.ts';
import { engineBehind } from '../../core/scoring/engine.ts';
import { Escalations } from '../../core/scoring/tier-events.ts';
import type { Home } from '../home/open-home.ts';
import { nowAndThen } from '../now-and-then.ts';
import type { MostAtStake } from './most-at-stake.ts';
import type { Source } from './open-source.ts';
import { leastThreadedBytes } from './thread/usable-cores.ts';

export interface ScoringRequest {
  readonly source: Source;
  readonly champion: Champion;
  /** Whether scores are kept in the home. */
  readonly record: boolean;
  readonly reasons: number;
  readonly language: Language;
  readonly onlyThoseWhoStayed?: boolean | undefined;
  /** Whether who takes the score file is done with a piece when asking for the next. @default false */
  readonly reusePieces?: boolean | undefined;
  /** Collects those with most at stake. */
  readonly top?: MostAtStake | undefined;
  /** Told now and then what was scored so far, and how much of the source that is, bytes. */
  readonly onScored: (totals: Readonly<ScoredTotals>, doneBytes: number) => void;
  /** Threads to score a large file of plain CSV with; 1 is this one alone, `auto` as many as make it quicker. @default 1 */
  readonly threads?: number | 'auto' | undefined;
  /** Size of a large file, bytes. @default {@link leastThreadedBytes} */
  readonly threadsFromBytes?: number | undefined;
  /** Rows of the ranges in which threads score a file. @default some ten thousand */
  readonly rangeRows?: number | undefined;
}

/** What a file is scored into. */
interface ScoringWork {
  readonly dropId: string;
  readonly totals: ScoredTotals;
  readonly onQuarantine: (row: QuarantinedRow) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A file that is being scored while its score file is taken. */
export interface Scoring {
  readonly file: Pick<CheckedFile, 'totals' | 'warnings' | 'idsFromLineNumbers'>;
  /** The score file. */
  readonly lines: AsyncGenerator<Uint8Array, void, undefined>;
  /** To be called in the end. */
  readonly close: () => Promise<void>;
}

/** A thread for fewer would end before it has started. */
const bytesPerThread = leastThreadedBytes / 2;

/** Looks at a file and begins to score it: in this thread, or a large one in several. @throws {DomainError} as `checkFile` */
export async function openScoring(home: Home, request: ScoringRequest, work: ScoringWork): Promise<Scoring> {
  const { plainPath } = request.source;
  const threads = plainPath === undefined ? 1 : await threadsFor(home, request);
  if (plainPath === undefined || threads < 2) return inThisThread(home, request, work);
  return inThreads(plainPath, threads, home, request, work);
}

/** A model that computes elsewhere, and a silent one that looks on, belong to this thread. */
async function threadsFor(home: Home, request: ScoringRequest): Promise<number> {
  const { source, champion, record, reasons, threads = 1, threadsFromBytes = leastThreadedBytes } = request;
  const { sizeBytes = 0 } = source;
  const engine = engineBehind(champion.engine);
  if (threads === 1 || sizeBytes < threadsFromBytes || !engine) return 1;
  if (record && (await home.records.shadows.current())) return 1;
  if (threads !== 'auto') return threads;
  const { threadsWorth } = await import('./thread/threads-worth.ts');
  return threadsWorth(engine, record || reasons > 0, sizeBytes);
}

async function inThisThread(home: Home, request: ScoringRequest, work: ScoringWork): Promise<Scoring> {
  const { source, champion, record, reasons, language, onlyThoseWhoStayed, reusePieces } = request;
  const { dropId, totals, onQuarantine, signal } = work;
  const { profile } = champion.engine;
  const file = await checkFile(source.bytes, { profile, purpose: 'scoring', onQuarantine });
  const lines = scoreRows(file, totals, {
    champion,
    dropId,
    reasons,
    language,
    onlyThoseWhoStayed,
    reusePieces,
    nextTurn: nowAndThen(),
    signal,
    customers: record ? home.records.customers : null,
    escalations: record ? new Escalations(home.events) : undefined,
    shadow: record ? home.shadow : undefined,
    clock: home.clock,
    onScored: (scored) => note(request, totals, scored, source.readBytes()),
  });
  return { file, lines, close: file.close };
}

async function inThreads(
  path: string,
  threadCount: number,
  home: Home,
  request: ScoringRequest,
  work: ScoringWork,
): Promise<Scoring> {
  const { FileInRanges } = await import('./file-in-ranges.ts'); // most files need none of this
  const { ScoringThreads } = await import('./thread/scoring-threads.ts');
  const { source, champion, record, reasons, language, onlyThoseWhoStayed = false, top } = request;
  const { totals } = work;
  const { profile } = champion.engine;
  const wanted = Math.ceil((source.sizeBytes ?? 0) / bytesPerThread);
  const others = record ? threadCount - 1 : threadCount; // this one does little but write, unless it records
  const threads = new ScoringThreads(Math.min(others, wanted), home.paths.files);
  try {
    threads.prepare(champion.version);
    const file = await FileInRanges.open(path, source.bytes, profile, request.rangeRows);
    const lines = file.score(totals, {
      ...work,
      profile,
      home,
      threads,
      record,
      reasons,
      language,
      onlyThoseWhoStayed,
      modelVersion: champion.version,
      shownCustomers: top?.size ?? 0,
      floor: () => top?.least,
      onScored: (scored, doneBytes) => note(request, totals, scored, doneBytes),
    });
    return { file, lines, close: () => threads.close() };
  } catch (error) {
    await threads.close();
    throw error;
  }
}

function note({ top, onScored }: ScoringRequest, totals: ScoredTotals, scored: ScoredSlice, doneBytes: number): void {
  top?.add(scored);
  onScored(totals, doneBytes);
}
