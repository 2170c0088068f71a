import cliProgress from 'cli-progress';
import { shorten } from './text-width.ts';

/** Shows how something long goes on: a bar that moves on a terminal, a line now and then elsewhere. */
export interface LiveProgress {
  /** `done` of `of`; without them only the sentence changes. A new `title` begins a new bar or line. */
  show(
    title: string,
    state: { done?: number | undefined; of?: number | undefined; message?: string | undefined },
  ): void;
  /** A line that stays, above what moves. */
  say(line: string): void;
  /** Takes the bar away; what was said in lines stays. */
  finish(): void;
}

/** Seconds between lines of the same title where there is no terminal. */
const quietSeconds = 10;

export function liveProgress(stream: NodeJS.WriteStream): LiveProgress {
  return stream.isTTY ? bar(stream) : lines(stream);
}

function bar(stream: NodeJS.WriteStream): LiveProgress {
  const bars = new cliProgress.MultiBar(
    {
      stream,
      format: '  {title} {bar} {percentage} %  {message}',
      barCompleteChar: '━',
      barIncompleteChar: '─',
      barsize: 24,
      hideCursor: true,
      linewrap: false,
      clearOnComplete: true,
      forceRedraw: true,
      gracefulExit: false, // who gave the signal handles it
    },
    cliProgress.Presets.shades_classic,
  );
  const running = new Map<string, cliProgress.SingleBar>();
  return {
    show(title, { done, of, message }) {
      let single = running.get(title);
      if (!single) {
        for (const [name, before] of running) {
          before.stop();
          bars.remove(before);
          running.delete(name);
        }
        single = bars.create(1, 0, { title: title.padEnd(22), message: '' });
        running.set(title, single);
      }
      const room = Math.max(10, (stream.columns ?? 80) - 62);
      single.setTotal(of ?? 1);
      single.update(done ?? 0, { message: shorten(message ?? '', room) });
    },
    say(line) {
      if (running.size > 0) bars.log(`${line}\n`);
      else stream.write(`${line}\n`);
    },
    finish() {
      bars.stop();
      running.clear();
    },
  };
}

function lines(stream: NodeJS.WriteStream): LiveProgress {
  let shown = { title: '', atMs: 0 };
  return {
    show(title, { done, of, message }) {
      const nowMs = performance.now();
      const isNew = title !== shown.title;
      if (!isNew && nowMs - shown.atMs < quietSeconds * 1000) return;
      shown = { title, atMs: nowMs };
      if (isNew && done !== undefined) return; // most are over before a line on them would be read
      const share = done !== undefined && of ? ` ${Math.round((done / of) * 100)} %` : '';
      stream.write(`  ${title}${share}${message ? `: ${message}` : ''}\n`);
    },
    say: (line) => void stream.write(`${line}\n`),
    finish: () => undefined,
  };
}
