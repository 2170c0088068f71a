import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DatabaseOptions } from '../../../local/records/database.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { aScore } from '../../contracts/examples.ts';
import { seeded } from '../../support/profile.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { withCode } from '../../support/with-code.ts';

const opened: OpenRecords[] = [];

function open(file: string, options: DatabaseOptions = {}): OpenRecords {
  const records = openRecords(file, options);
  opened.push(records);
  return records;
}

const newFile = (): string => join(temporaryFolder(), 'records.sqlite');

afterEach(() => {
  for (const records of opened.splice(0)) records.close();
});

describe('a records file', () => {
  it('keeps what it holds when it is closed and opened again', async () => {
    const file = newFile();
    const first = open(file);
    await first.customers.putScores([aScore({ customerId: 'c1' })]);
    first.close();
    expect((await open(file).customers.get('c1'))?.customerId).toBe('c1');
  });

  it('keeps all of a transaction or nothing when the disk is full, and goes on once there is room', async () => {
    const file = newFile();
    const small = open(file, { maxSizeBytes: 400 * 1024 });
    const scores = Array.from({ length: 400 }, (_, n) => aScore({ customerId: `c${n}` }));
    await expect(small.customers.putScores(scores)).rejects.toEqual(withCode('storage-full'));
    expect((await small.customers.list({ segments: {}, sort: 'probability', limit: 10 })).items).toEqual([]);
    expect((await small.customers.tierTotals()).medium.customers).toBe(0);
    small.close();
    const large = open(file);
    await large.customers.putScores(scores);
    expect((await large.customers.tierTotals()).medium.customers).toBe(400);
  });

  it('can be read, and not written, where it is opened to be read', async () => {
    const file = newFile();
    await open(file).customers.putScores([aScore({ customerId: 'c1' })]);
    const reader = open(file, { readOnly: true });
    expect((await reader.customers.get('c1'))?.customerId).toBe('c1');
    await expect(reader.customers.putScores([aScore({ customerId: 'c2' })])).rejects.toEqual(
      withCode('storage-read-only'),
    );
  });

  it('cannot be made in a folder that does not exist', () => {
    expect(() => open(join(temporaryFolder(), 'nowhere', 'records.sqlite'))).toThrow(
      expect.objectContaining({ code: 'storage-read-only' }),
    );
  });

  it('is refused where a newer Mainstay has written it', () => {
    const file = newFile();
    open(file).close();
    const database = new DatabaseSync(file);
    database.exec("INSERT INTO schema_version VALUES (99, '2030-01-01T00:00:00Z')");
    database.close();
    expect(() => open(file)).toThrow(/schema 99, written by a newer Mainstay/);
  });
});

const rare = (n: number): boolean => n % 997 === 5;

describe('a rare segment among many customers', () => {
  it('is found whole, page by page', async () => {
    const records = open(newFile());
    await records.customers.putScores(
      Array.from({ length: 9_000 }, (_, n) =>
        aScore({
          customerId: `c${n}`,
          valueAtRisk: { amountMinor: n % 50, currency: 'USD' },
          features: { plan: rare(n) ? 'gold' : 'basic' },
        }),
      ),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.customers.list({ segments: { plan: 'gold' }, sort: 'valueAtRisk', limit: 4, cursor });
      seen.push(...page.items.map(({ customerId }) => customerId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    const expected = Array.from({ length: 9_000 }, (_, n) => n).filter(rare);
    expect(seen).toEqual(
      expected.toSorted((a, b) => (b % 50) - (a % 50) || (`c${a}` < `c${b}` ? -1 : 1)).map((n) => `c${n}`),
    );
  });
});

const isLinux = process.platform === 'linux';

describe('two processes', () => {
  const writer = `
    const [module, file, name] = process.argv.slice(1);
    const { openRecords } = await import(module);
    const { aScore } = await import(process.env.EXAMPLES);
    const records = openRecords(file);
    process.stdout.write('ready\\n');
    for (let n = 0; n < 60; n += 1) {
      await records.customers.putScores(Array.from({ length: 10 }, (_, k) => aScore({ customerId: name + n + '-' + k })));
    }
    records.close();
  `;
  const here = dirname(fileURLToPath(import.meta.url));
  const root = join(here, '..', '..', '..');

  function start(file: string, name: string) {
    return spawn(
      process.execPath,
      ['--input-type=module', '-e', writer, join(root, 'local/records/open-records.ts'), file, name],
      {
        env: { ...process.env, EXAMPLES: join(root, 'test/contracts/examples.ts') },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  }

  it('write to one file at once, and lose nothing', async () => {
    const file = newFile();
    const records = open(file);
    const processes = [start(file, 'a'), start(file, 'b')];
    const ended = Promise.all(processes.map((process) => once(process, 'exit')));
    let mine = 0;
    for (let done = false; !done; mine += 1) {
      await records.customers.putScores([aScore({ customerId: `mine${mine}` })]);
      done = await Promise.race([
        ended.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(resolve, 5, false)),
      ]);
    }
    expect((await ended).map(([code]) => code)).toEqual([0, 0]);
    expect((await records.customers.tierTotals()).medium.customers).toBe(1200 + mine);
  });

  it('go on together after one has erased a customer and another has come and gone', async () => {
    const file = newFile();
    const records = open(file);
    await records.customers.putScores([aScore({ customerId: 'gone' }), aScore({ customerId: 'stays' })]);
    const { ino } = statSync(file);
    const locks = (): number => (isLinux ? readFileSync('/proc/locks', 'utf8').split(`:${ino} `).length - 1 : 0);
    const held = locks();
    await records.customers.erase('gone');
    expect(locks()).toBe(held); // without which an older SQLite takes the log away from the others
    const visitor = start(file, 'a');
    expect(await once(visitor, 'exit')).toEqual([0, null]);
    await records.customers.putScores([aScore({ customerId: 'later' })]);
    const second = start(file, 'b'); // reads the log that the first process has left
    expect(await once(second, 'exit')).toEqual([0, null]);
    records.close();
    const again = open(file);
    expect((await again.customers.tierTotals()).medium.customers).toBe(2 + 1200);
    expect((await again.customers.get('later'))?.customerId).toBe('later');
  });

  it('leave whole transactions behind when one is killed', async () => {
    const file = newFile();
    const records = open(file);
    const process = start(file, 'a');
    await once(process.stdout, 'data');
    while ((await records.customers.tierTotals()).medium.customers < 50) await new Promise((go) => setTimeout(go, 2));
    process.kill('SIGKILL');
    await once(process, 'exit');
    const { customers } = (await records.customers.tierTotals()).medium;
    expect(customers % 10).toBe(0);
    const { items } = await records.customers.list({ segments: {}, sort: 'probability', limit: 2000 });
    expect(items).toHaveLength(customers);
  });
});

const id = (n: number): string => `id-${n}-${'abcdefghij'.repeat(1 + (n % 3))}`;

describe('erasing', () => {
  it('leaves no byte behind in a file that has been written over many times', async () => {
    const file = newFile();
    const records = open(file);
    const random = seeded(5);
    const scored = (n: number, round: number) =>
      aScore({
        customerId: id(n),
        scoredAt: new Date(Date.UTC(2026, 0, 1 + round)).toISOString(),
        probability: random(),
        valueAtRisk: { amountMinor: Math.floor(random() * 1e6), currency: 'USD' },
        features: { note: `note-of-${n}-${'x'.repeat(Math.floor(random() * 3000))}` },
      });
    for (const round of [0, 1, 2]) {
      await records.customers.putScores(Array.from({ length: 600 }, (_, n) => scored(n, round)));
    }
    const all = Array.from({ length: 600 }, (_, n) => n);
    const gone = new Set(all.filter(() => random() < 0.3));
    // Somebody else has the pages of the file in memory, and writes them again.
    const other = open(file);
    await other.customers.getMany(all.map(id));
    for (const n of gone) expect(await records.customers.erase(id(n))).toBe(true);
    const left = all.filter((n) => !gone.has(n));
    await other.customers.putScores(left.map((n) => scored(n, 3)));
    await records.customers.putScores(left.map((n) => scored(n, 4)));
    for (const { customers } of [records, other]) {
      const found = await customers.getMany(all.map(id));
      expect(all.filter((n) => found[n])).toEqual(left);
    }
    const checked = new DatabaseSync(file);
    expect(checked.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    checked.close();
    const folder = dirname(file);
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toString('latin1');
    expect([...gone].filter((n) => bytes.includes(`id-${n}-`) || bytes.includes(`note-of-${n}-`))).toEqual([]);
    expect(bytes.includes('note-of-')).toBe(true);
  });
});
