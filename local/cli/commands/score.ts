import { copyFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { newId } from '../../../api/new-id.ts';
import { DomainError } from '../../../core/errors.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import type { Receipt } from '../../../core/intake/receipt.ts';
import type { Champion } from '../../../core/lifecycle/champion.ts';
import type { Language } from '../../../core/profile/profile.ts';
import { markInWork } from '../../drops/cli-lock.ts';
import { MostAtStake } from '../../drops/most-at-stake.ts';
import { openFile, openStream, type Source, sha256OfFile } from '../../drops/open-source.ts';
import { scoreDrop } from '../../drops/score-drop.ts';
import { mostThreads } from '../../drops/thread/usable-cores.ts';
import { unfinishedScoring } from '../../drops/unfinished-scoring.ts';
import type { Home } from '../../home/open-home.ts';
import { UsageError } from '../answer.ts';
import { type CommandContext, givenPath } from '../command-context.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { language, wholeNumber } from '../options.ts';
import { count } from '../output/format.ts';
import { objectPath } from '../output/object-path.ts';
import { scoreFileSink } from '../score-file-sink.ts';
import { tuneForWork } from '../v8-flags.mjs';
import { scoringView } from '../views/scoring-view.ts';

interface ScoreOptions extends CommonOptions {
  readonly out?: string;
  readonly reasons: number;
  readonly language: Language;
  readonly record: boolean;
  readonly threads?: number;
}

/** Customers shown at the end. */
const shownCustomers = 5;

/** `mainstay score IN` */
export function scoreCommand(tools: ProgramTools): Command {
  const about = `Scores a file of customers with the champion: probability of leaving, tier, value at risk, reasons in words and
what to do. Reads CSV, plain or gzip, and Parquet, of any size; labels are ignored. Bad rows are set aside with the
reason, the rest goes on. Scores are kept on the customers' records unless --no-record is given.`;
  return newCommand('score', 'score a file of customers', about, [
    'mainstay score customers.csv --out scores.csv',
    'mainstay score customers.parquet --out scores.parquet',
    'zcat customers.csv.gz | mainstay score - --no-record --out - | head',
  ])
    .argument('<in>', 'CSV, plain or gzip, or Parquet; - reads CSV from standard input')
    .option(
      '--out <file>',
      'where the scores go: gzip if it ends in .gz, Parquet if in .parquet, - is standard output (default: in the home)',
    )
    .option('--reasons <n>', 'reasons per customer, 0 to 20', wholeNumber(0, 20), 3)
    .option('--language <en|ko>', 'language of reasons and plays', language, 'en')
    .option('--no-record', 'keep nothing in the home')
    .option(
      '--threads <n>',
      `threads for a plain CSV file of 4 MB or more, 1 to ${mostThreads} (default: as many as make it quicker)`,
      wholeNumber(1, mostThreads),
    )
    .action((input: string, options: ScoreOptions) => {
      if (!options.record && options.out === undefined) {
        throw new UsageError(
          'With --no-record nothing would be left of the scores: say where they go with --out FILE.',
        );
      }
      if (options.out === '-' && options.json) {
        throw new UsageError('Standard output cannot hold both the scores (--out -) and the JSON document (--json).');
      }
      return withHome(tools, options, async (home, context) => {
        const toStdout = options.out === '-';
        const { receipt, outPath, ...shown } = await score(home, input, options, context);
        const quarantine = receipt.quarantineFile ? objectPath(home, receipt.quarantineFile) : shown.quarantinePath;
        const text = scoringView(
          { receipt, quarantine, outPath, ...shown },
          options.language,
          toStdout ? context.errorStyle : context.style,
        );
        if (toStdout) context.note(text);
        const { seconds, top } = shown;
        return { document: { receipt, out: outPath, quarantine, seconds, top }, text: toStdout ? '' : text };
      });
    });
}

async function score(home: Home, input: string, options: ScoreOptions, context: CommandContext) {
  const { progress, signal } = context;
  const champion = await home.champion.current();
  const { receipt, source, begunWith } = await handedIn(home, input, options, champion);
  const release = options.record ? markInWork(home, receipt.dropId) : async () => undefined;
  if (!release)
    throw new DomainError('home-in-use', `Another process is scoring ${input} right now; wait for it to finish.`);
  const startedMs = performance.now();
  const top = new MostAtStake(shownCustomers);
  const sink = await scoreFileSink(
    home,
    receipt.dropId,
    options.out === undefined ? undefined : options.out === '-' ? '-' : givenPath(options.out),
    begunWith.engine.profile.currency,
  );
  let quarantinePath: string | null = null;
  tuneForWork();
  try {
    const outcome = await scoreDrop(
      home,
      {
        receipt,
        source,
        champion: begunWith,
        record: options.record,
        reasons: options.reasons,
        language: options.language,
        write: (file) => sink.write(file),
        reusePieces: sink.reusesPieces,
        onQuarantineFile: async (path) => {
          if (sink.path === null) return;
          quarantinePath = `${sink.path}.quarantine.jsonl`;
          await copyFile(path, quarantinePath);
        },
        threads: options.threads ?? 'auto',
        top,
        onScored: (totals, done) => {
          progress.show('score', {
            done,
            of: source.sizeBytes,
            message: `${count(totals.scored)} customers`,
          });
        },
        resumable: false,
      },
      signal,
    );
    const seconds = (performance.now() - startedMs) / 1000;
    return { receipt: outcome.receipt, outPath: sink.path, quarantinePath, seconds, top: top.scores };
  } finally {
    progress.finish();
    await sink.discard();
    await release();
  }
}

/** The file and its receipt. One that was begun and killed goes on under its old receipt, so that nothing counts twice. */
async function handedIn(
  home: Home,
  input: string,
  { record, json }: Pick<ScoreOptions, 'record' | 'json'>,
  champion: Champion,
): Promise<{ receipt: Receipt; source: Source; begunWith: Champion }> {
  const at = home.clock.now();
  const hashed = record || json === true; // nobody else sees it
  const base = { dropId: newId('drop', at), receivedAt: at.toISOString(), profile: champion.engine.profile.name };
  if (input === '-') {
    const receipt = newReceipt({ ...base, fileName: 'standard input', sizeBytes: 0, sha256: null });
    return { receipt, source: await openStream(process.stdin, { hashed }), begunWith: champion };
  }
  const path = givenPath(input);
  const source = await openFile(path, champion.engine.profile.decimal, { hashed });
  const fileName = basename(path);
  const drop = { ...base, fileName, sizeBytes: source.sizeBytes ?? 0 };
  if (!record) return { receipt: newReceipt({ ...drop, sha256: null }), source, begunWith: champion };
  const sha256 = await sha256OfFile(path);
  const begun = await unfinishedScoring(home, sha256, champion.version);
  return { receipt: begun ?? newReceipt({ ...drop, sha256 }), source, begunWith: champion };
}
