import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import type { ShardRange } from '../../core/batch/batch-plan.ts';
import { type CutFile, cutAtRows } from '../../core/batch/cut-at-rows.ts';
import { addTotals, type ScoredTotals } from '../../core/batch/score-rows.ts';
import { type ScoredSlice, sliceOfScores } from '../../core/batch/scored-slice.ts';
import { DomainError } from '../../core/errors.ts';
import { closingWarnings, lookAt } from '../../core/intake/check-file.ts';
import type { CheckedFile } from '../../core/intake/checked-row.ts';
import type { QuarantinedRow } from '../../core/intake/receipt.ts';
import { RowCounts } from '../../core/intake/row-counts.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { scoreFileWriter } from '../../core/scoring/score-file.ts';
import type { Home } from '../home/open-home.ts';
import type { AtStake } from './most-at-stake.ts';
import { openFile } from './open-source.ts';
import type { Answers } from './thread/messages.ts';
import type { PartOutcome, PartTask } from './thread/score-part.ts';
import type { ScoringThreads } from './thread/scoring-threads.ts';

/** Rows of a range: some tens of milliseconds of work, and what a thread sets up for it is little beside that. */
const usualRangeRows = 20_000;

/** Pieces of the score file that are held for their turn; with those of the thread itself, about a range's. */
const piecesHeld = 4;

export interface RangesRequest extends Omit<PartTask, 'path' | 'range' | 'layout' | 'scoredAt' | 'floor'> {
  readonly profile: Profile;
  /** Where records are kept, and who is told. */
  readonly home: Pick<Home, 'records' | 'events' | 'clock'>;
  readonly threads: ScoringThreads;
  readonly onQuarantine: (row: QuarantinedRow) => Promise<void>;
  /** Those of whom nobody has to be told any more. */
  readonly floor: () => AtStake | undefined;
  /** Told after every range, with those in it who have most at stake. */
  readonly onScored: (top: ScoredSlice, doneBytes: number) => void;
  readonly signal: AbortSignal;
}

/** A range at work. */
interface Range {
  /** Its lines, until it is through. */
  readonly lines: PassThrough;
  /** Lets it record, and set rows aside. */
  readonly begin: () => void;
  readonly outcome: Promise<PartOutcome>;
}

/** A large file of plain CSV, whose rows other threads read and score range by range; what comes of them keeps their order. */
export class FileInRanges implements Pick<CheckedFile, 'totals' | 'warnings' | 'idsFromLineNumbers'> {
  readonly idsFromLineNumbers: boolean;
  readonly warnings: string[];
  readonly totals = new RowCounts();
  readonly #path: string;
  readonly #identity: string | undefined;
  readonly #look: CheckedFile;
  readonly #cut: CutFile;

  /**
   * Looks at a file and cuts it.
   *
   * @param source - all of it, from the beginning
   * @throws {DomainError} `unreadable-file`, as `checkFile`
   */
  static async open(
    path: string,
    source: AsyncIterable<Uint8Array>,
    profile: Profile,
    rangeRows = usualRangeRows,
  ): Promise<FileInRanges> {
    const identity = await identityOf(path);
    const look = await lookAt((await openFile(path, profile.decimal, { hashed: false })).bytes, profile, 'scoring');
    const cut = await cutAtRows(source, { maxShards: Number.POSITIVE_INFINITY, rowsPerMark: rangeRows });
    return new FileInRanges(path, identity, look, cut);
  }

  private constructor(path: string, identity: string | undefined, look: CheckedFile, cut: CutFile) {
    this.#path = path;
    this.#identity = identity;
    this.#look = look;
    this.#cut = cut;
    this.idsFromLineNumbers = look.idsFromLineNumbers;
    this.warnings = [...look.warnings];
  }

  /** As `scoreRows`: yields the score file, and adds to the totals. */
  async *score(totals: ScoredTotals, request: RangesRequest): AsyncGenerator<Uint8Array, void, undefined> {
    const { threads, profile, onScored } = request;
    const stop = new AbortController();
    const signal = AbortSignal.any([request.signal, stop.signal]);
    const waiting = [...this.#cut.shards];
    const started: Range[] = [];
    let blankRows = 0;
    let firstReason: QuarantinedRow | undefined;
    const onQuarantine = async (row: QuarantinedRow): Promise<void> => {
      firstReason ??= row;
      await request.onQuarantine(row);
    };
    yield new TextEncoder().encode(scoreFileWriter(request, profile.currency).header);
    try {
      for (const { end } of this.#cut.shards) {
        for (const range of waiting.splice(0, 2 * threads.count - started.length)) {
          started.push(this.#start(range, { ...request, onQuarantine, signal }));
        }
        const { begin, lines, outcome } = started[0]!;
        begin();
        yield* lines;
        const { totals: more, checked, top } = await outcome;
        started.shift();
        addTotals(totals, more);
        this.totals.add(checked.rowsAccepted, checked.rowsQuarantined);
        blankRows += checked.blankRows;
        onScored(sliceOfScores(top), end);
      }
    } catch (error) {
      request.signal.throwIfAborted();
      await this.#refuseIfChanged(error);
      throw error;
    } finally {
      stop.abort(new Error('nobody waits for this part any more'));
      for (const { begin } of started) begin();
      await Promise.allSettled(started.map(({ outcome }) => outcome));
    }
    this.warnings.push(...closingWarnings(this.totals, blankRows, firstReason));
    await this.#refuseIfChanged();
  }

  /** What was found in several places of a file that changed meanwhile does not belong together. */
  async #refuseIfChanged(cause?: unknown): Promise<void> {
    if ((await identityOf(this.#path)) === this.#identity) return;
    throw new DomainError('unreadable-file', `${this.#path} was changed while it was read; score it again.`, { cause });
  }

  #start(range: ShardRange, request: RangesRequest): Range {
    const { threads, home, onQuarantine, signal, modelVersion, dropId, record, reasons, language } = request;
    const { onlyThoseWhoStayed, shownCustomers } = request;
    const { delimiter, newline, header } = this.#cut;
    const task: PartTask = {
      path: this.#path,
      range,
      layout: { delimiter, newline, header: [...header], labelled: this.#look.labelled },
      scoredAt: home.clock.now().toISOString(),
      floor: request.floor(),
      modelVersion,
      dropId,
      record,
      reasons,
      language,
      onlyThoseWhoStayed,
      shownCustomers,
    };
    const lines = new PassThrough({ objectMode: true, highWaterMark: piecesHeld });
    const { promise: turn, resolve: begin } = Promise.withResolvers<void>();
    const inTurn =
      <Given, Answer>(answer: (given: Given) => Promise<Answer>) =>
      async (given: Given): Promise<Answer> => {
        await turn;
        signal.throwIfAborted();
        return answer(given);
      };
    const { customers } = home.records;
    const answers: Answers = {
      putScoredRows: inTurn(({ rows, packed }) => customers.putScoredRows(rows, packed)),
      flush: inTurn(() => customers.flush()),
      putScores: inTurn((scores) => customers.putScores(scores)),
      keepSheet: inTurn((sheet) => customers.keepSheet(sheet)),
      publish: inTurn((events) => home.events.publish(...events)),
      setAside: inTurn(async (rows) => {
        for (const row of rows) await onQuarantine(row);
      }),
      takeLines: async (piece) => {
        if (!lines.write(piece)) await once(lines, 'drain', { signal });
      },
    };
    const outcome = threads.score('part', task, answers, signal);
    outcome.then(
      () => lines.end(),
      (error: unknown) => lines.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    lines.on('error', () => undefined); // whoever reads them is told
    return { lines, begin, outcome };
  }
}

/** Changes when the file does; undefined where there is none. */
async function identityOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && [found.dev, found.ino, found.size, found.mtimeMs].join(' ');
}
