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

export async function liveProgress(stream: NodeJS.WriteStream): Promise<LiveProgress> {
  if (!stream.isTTY) return lines(stream);
  const { movingBar } = await import('./moving-bar.ts'); // its package takes 10 ms
  return movingBar(stream);
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
