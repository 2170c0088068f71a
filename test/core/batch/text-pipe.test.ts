import { describe, expect, it } from '@jest/globals';
import { TextPipe } from '../../../core/batch/text-pipe.ts';

const wholeOf = async (pipe: TextPipe): Promise<string> => {
  let text = '';
  for await (const piece of pipe.read()) text += piece;
  return text;
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a text pipe', () => {
  it('hands on all that was written, in order', async () => {
    const pipe = new TextPipe();
    const read = wholeOf(pipe);
    const lines = Array.from({ length: 5_000 }, (_, line) => `${line} ${'x'.repeat(100)}\n`);
    for (const line of lines) await pipe.write(line);
    pipe.end();
    const text = await read;
    expect(text.length).toBe(lines.join('').length);
    expect(text === lines.join('')).toBe(true);
  });

  it('makes the writer wait while there is no room', async () => {
    const pipe = new TextPipe();
    let written = 0;
    const writing = (async () => {
      for (let line = 0; line < 10; line += 1) {
        await pipe.write('x'.repeat(30_000));
        written += 1;
      }
      pipe.end();
    })();
    await turn();
    expect(written).toBe(2);
    expect((await wholeOf(pipe)).length).toBe(300_000);
    await writing;
  });

  it('ends writer and reader with what broke it', async () => {
    const pipe = new TextPipe();
    const full = pipe.write('x'.repeat(100_000));
    pipe.break(new Error('the disk is full'));
    pipe.break(new Error('later'));
    await expect(full).rejects.toThrow('the disk is full');
    await expect(pipe.write('more')).rejects.toThrow('the disk is full');
    await expect(wholeOf(pipe)).rejects.toThrow('the disk is full');
  });
});
