import { CommanderError } from 'commander';
import { config } from 'zod';
import { endSignal, Interrupted } from '../../api/server/end-signal.ts';
import { DomainError } from '../../core/errors.ts';
import { isRefusal } from '../../core/intake/refusal.ts';
import { RefusedInput } from '../drops/refused-input.ts';
import { asWriteFailure } from '../objects/file-errors.ts';
import { type Answer, exitCodes, UsageError } from './answer.ts';
import { explainFailure } from './output/explain-failure.ts';
import { liveProgress } from './output/live-progress.ts';
import { styleFor } from './output/style.ts';
import { buildProgram } from './program.ts';

// Scoring a file uses each schema once or twice: compiling them, which a server is thankful for, would take 5 ms of it.
if (process.argv[2] === 'score') config({ jitless: true });

const json = process.argv.includes('--json');
const progress = await liveProgress(process.stderr);
const end = endSignal();
if (process.channel) {
  process.on('disconnect', () => end.interrupt('SIGTERM')); // the launcher was killed
  process.channel.unref();
}
// The reader of a pipe may have seen enough (mainstay models | head).
process.stdout.on('error', (error) => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1));

function print(answer: Answer): void {
  process.stdout.write(json ? `${JSON.stringify(answer.document, null, 2)}\n` : `${answer.text}\n`);
}

/** Says what went wrong and returns the exit code. */
function report(error: unknown): number {
  progress.finish();
  if (end.signal.aborted) {
    const interrupted = end.signal.reason instanceof Interrupted ? end.signal.reason : new Interrupted('SIGINT');
    const detail = 'Stopped. Nothing half-done was kept.';
    if (json) print({ document: { error: { code: 'interrupted', detail } }, text: '' });
    process.stderr.write(`\n${detail}\n`);
    return interrupted.exitCode;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done; // help, version
    if (json)
      print({ document: { error: { code: 'usage', detail: error.message.replace(/^error: /, '') } }, text: '' });
    return exitCodes.usage;
  }
  if (error instanceof UsageError) {
    if (json) print({ document: { error: { code: 'usage', detail: error.message } }, text: '' });
    process.stderr.write(`${error.message}\n`);
    return exitCodes.usage;
  }
  const known = asWriteFailure(error, 'the disk');
  if (known instanceof DomainError) {
    const { code, message: detail, issues } = known;
    const receipt = known instanceof RefusedInput ? { receipt: known.receipt } : {};
    if (json) print({ document: { error: { code, detail, issues }, ...receipt }, text: '' });
    process.stderr.write(`${explainFailure(known, styleFor(process.stderr))}\n`);
    return isRefusal(known) ? exitCodes.refused : exitCodes.failed;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) print({ document: { error: { code: 'unforeseen', detail: 'This is a bug in Mainstay.' } }, text: '' });
  process.stderr.write(`This is a bug in Mainstay; please report it with the lines below.\n${detail}\n`);
  return exitCodes.failed;
}

async function run(): Promise<number> {
  try {
    const tools = {
      signal: end.signal,
      progress,
      print,
      errorStyle: styleFor(process.stderr),
      style: styleFor(process.stdout),
    };
    const program = await buildProgram(tools, process.argv[2]);
    await program.parseAsync(process.argv);
    return exitCodes.done;
  } catch (error) {
    return report(error);
  }
}

process.exitCode = await run();
progress.finish();
// Whatever still holds the process open (a keep-alive connection, a timer) has no more to say.
process.stdout.write('', () => process.exit());
