import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gatheredLines } from '../../../api/server/gathered-lines.ts';
import { jsonLog } from '../../../api/server/json-log.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function written() {
  const writes: string[] = [];
  return { writes, lines: gatheredLines({ write: (text) => writes.push(text) }) };
}

describe('gatheredLines', () => {
  it('writes the lines of 20 ms at once, in order, and those that come then after them', () => {
    const { writes, lines } = written();
    for (const text of ['a\n', 'b\n']) lines.write(text);
    jest.advanceTimersByTime(19);
    expect(writes).toEqual([]);
    lines.write('c\n');
    jest.advanceTimersByTime(1);
    lines.write('d\n');
    jest.advanceTimersByTime(100);
    expect(writes).toEqual(['a\nb\nc\n', 'd\n']);
  });

  it('gives out what waits before its sink is closed, once', () => {
    const { writes, lines } = written();
    const log = jsonLog(lines, () => new Date('2026-11-22T10:00:00Z'));
    log.info('request', { status: 200 });
    lines.flush();
    jest.advanceTimersByTime(100);
    expect(writes).toEqual(['{"at":"2026-11-22T10:00:00.000Z","level":"info","event":"request","status":200}\n']);
  });
});
