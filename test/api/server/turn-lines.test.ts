import { describe, expect, it } from '@jest/globals';
import { jsonLog } from '../../../api/server/json-log.ts';
import { turnLines } from '../../../api/server/turn-lines.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function written() {
  const writes: string[] = [];
  return { writes, lines: turnLines({ write: (text) => writes.push(text) }) };
}

describe('turnLines', () => {
  it('writes the lines of a turn at once, in order, and those of the next one after them', async () => {
    const { writes, lines } = written();
    for (const text of ['a\n', 'b\n']) lines.write(text);
    expect(writes).toEqual([]);
    await nextTurn();
    lines.write('c\n');
    await nextTurn();
    await nextTurn();
    expect(writes).toEqual(['a\nb\n', 'c\n']);
  });

  it('gives out what waits before its sink is closed, once', async () => {
    const { writes, lines } = written();
    const log = jsonLog(lines, () => new Date('2026-11-22T10:00:00Z'));
    log.info('request', { status: 200 });
    lines.flush();
    await nextTurn();
    expect(writes).toEqual(['{"at":"2026-11-22T10:00:00.000Z","level":"info","event":"request","status":200}\n']);
  });
});
