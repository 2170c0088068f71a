import cliProgress from 'cli-progress';
import type { LiveProgress } from './live-progress.ts';
import { shorten } from './text-width.ts';

/** Shows progress as a bar on a terminal, that of the newest title. */
export function movingBar(stream: NodeJS.WriteStream): LiveProgress {
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
