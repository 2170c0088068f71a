import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { parquetNote } from '../../../core/parquet/is-parquet.ts';
import { parquetOfCsv } from '../../support/parquet-of-csv.ts';
import { gymMembers } from '../support/gym-members.ts';
import { type Ended, mainstay, temporaryFolder } from '../support/mainstay.ts';

/* One home, walked through as a person would: the tests of this file build on one another's files, not on their records. */

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let trained: Ended;
const file = (name: string): string => join(folder.path, name);
const quick = ['--families', 'logistic-regression', '--trials', '1', '--budget', '5'];

beforeAll(async () => {
  folder = await temporaryFolder();
  home = file('home');
  await writeFile(file('history.csv'), gymMembers({ members: 1_200, labelled: true }));
  await writeFile(file('members.csv'), gymMembers({ members: 300, labelled: false, seed: 2 }));
  const drafted = await mainstay(['profile', file('history.csv'), '--out', file('gym.json'), '--json']);
  expect(drafted.code).toBe(0);
  trained = await mainstay([
    'train',
    file('history.csv'),
    '--profile',
    file('gym.json'),
    '--home',
    home,
    '--json',
    ...quick,
  ]);
}, 120_000);

afterAll(() => folder.clear());

describe('mainstay profile', () => {
  it('drafts what the columns mean', async () => {
    const { profile } = JSON.parse((await mainstay(['profile', file('history.csv'), '--json'])).stdout);
    expect(profile.label).toMatchObject({ column: 'cancelled', positive: ['yes'] });
    expect(profile.id.column).toBe('member');
    expect(profile.features.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['months', 'visits_per_week', 'plan']),
    );
  });

  it('shows it as a table for people, without colours in a pipe', async () => {
    const { code, stdout } = await mainstay(['profile', file('history.csv')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/plan +category +/);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('mainstay train', () => {
  it('makes the first model the champion, with report, run and receipt', () => {
    expect({ code: trained.code, stderr: trained.stderr }).toMatchObject({ code: 0 });
    const { model, decision, report, run, receipt, candidates } = trained.json();
    expect(decision.promote).toBe(true);
    expect(existsSync(report)).toBe(true);
    expect(run).toMatchObject({ state: 'done', modelVersion: model.version });
    const tasks = run.steps.filter(({ type }: { type: string }) => type === 'Task');
    expect(tasks.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`)).toEqual([
      'CheckData done',
      'Prepare done',
      'TrainFamily done',
      'Evaluate done',
      'Verify done',
      'Gate done',
      'Promote done',
      'Report done',
      'Notify done',
    ]);
    expect(receipt).toMatchObject({
      kind: 'training',
      state: 'done',
      rowsIn: 1_200,
      rowsAccepted: 1_200,
      rowsQuarantined: 0,
    });
    expect(candidates.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['majority', 'one-rule', 'logistic-regression']),
    );
  });

  it('keeps profile, card and bundle, and no work', async () => {
    const { version } = trained.json().model;
    const files = await readdir(join(home, 'files', 'models', version));
    expect(files).toEqual(
      expect.arrayContaining(['model.json', 'golden.json', 'profile.json', 'report.html', 'card.md', 'native']),
    );
    expect(await readdir(join(home, 'work'))).toEqual([]);
    expect(JSON.parse(await readFile(join(home, 'profile.json'), 'utf8')).name).toBe('history');
  });
});

describe('mainstay score', () => {
  it('writes a line for each customer, and counts add up', async () => {
    const { code, json } = await mainstay([
      'score',
      file('members.csv'),
      '--home',
      home,
      '--out',
      file('scores.csv'),
      '--json',
    ]);
    expect(code).toBe(0);
    const { receipt } = json();
    expect(receipt).toMatchObject({ state: 'done', rowsIn: 300, rowsAccepted: 300, rowsQuarantined: 0 });
    expect(receipt.tierCounts.high + receipt.tierCounts.medium + receipt.tierCounts.low).toBe(300);
    const lines = (await readFile(file('scores.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe(
      'customer_id,probability,tier,percentile,value_at_risk,currency,play,reason_1,reason_2,reason_3,warnings',
    );
    expect(lines).toHaveLength(301);
    expect(lines[1]).toMatch(/^GYM-10001,0\.\d{6},(high|medium|low),/);
    expect(existsSync(file('scores.csv.part'))).toBe(false);
  });

  it('reads and writes Parquet: the same scores, with types', async () => {
    await writeFile(
      file('members.table'),
      parquetOfCsv(gymMembers({ members: 300, labelled: false, seed: 2 }), 97, ';'),
    );
    const options = ['--home', home, '--no-record', '--json', '--out'];
    const plain = await mainstay(['score', file('members.csv'), ...options, file('of-csv.csv')]);
    const columns = await mainstay(['score', file('members.table'), ...options, file('of-parquet.parquet')]);
    expect({ code: columns.code, stderr: columns.stderr }).toMatchObject({ code: 0 });
    expect(columns.json().receipt.warnings).toEqual([parquetNote, ...plain.json().receipt.warnings]);
    const { sizeBytes, sha256 } = columns.json().receipt;
    const packed = await readFile(file('members.table'));
    expect([sizeBytes, sha256]).toEqual([packed.length, createHash('sha256').update(packed).digest('hex')]);
    const scores = await parquetReadObjects({ file: await asyncBufferFromFile(file('of-parquet.parquet')) });
    const lines = (await readFile(file('of-csv.csv'), 'utf8')).trimEnd().split('\n').slice(1);
    expect(scores).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) {
      const [id, probability, tier] = line.split(',');
      expect(scores[index]).toMatchObject({ customer_id: id, probability: Number(probability), tier });
    }
  });

  it('drafts the same profile from Parquet', async () => {
    await writeFile(file('history.parquet'), parquetOfCsv(gymMembers({ members: 1_200, labelled: true }), 97, ';'));
    const drafts = [file('history.csv'), file('history.parquet')].map((path) => mainstay(['profile', path, '--json']));
    const [plain, columns] = (await Promise.all(drafts)).map((ended) => ended.json().profile);
    expect(columns).toEqual(plain);
  });

  it('reads and writes gzip whatever the names, and standard input', async () => {
    await writeFile(file('members.bin'), gzipSync(gymMembers({ members: 300, labelled: false, seed: 2 })));
    const zipped = await mainstay([
      'score',
      file('members.bin'),
      '--home',
      home,
      '--out',
      file('scores.csv.gz'),
      '--no-record',
    ]);
    expect(zipped.code).toBe(0);
    const plain = await readFile(file('scores.csv'), 'utf8');
    expect(gunzipSync(await readFile(file('scores.csv.gz'))).toString()).toBe(plain);
    const input = await readFile(file('members.csv'));
    const piped = await mainstay(['score', '-', '--home', home, '--no-record', '--out', '-'], { input });
    expect(piped.code).toBe(0);
    expect(piped.stdout.trimEnd()).toBe(plain.trimEnd());
    expect(piped.stderr).toContain('300 in = 300 scored + 0 quarantined');
  });

  it('sets bad rows aside with the reason, and goes on', async () => {
    const rows = gymMembers({ members: 50, labelled: false, seed: 3 }).trimEnd().split('\n');
    rows[10] = 'GYM-X;twelve;1.5;Classic;20.00';
    rows[20] = 'GYM-Y;12';
    await writeFile(file('spoiled.csv'), rows.join('\n'));
    const { code, json } = await mainstay([
      'score',
      file('spoiled.csv'),
      '--home',
      home,
      '--no-record',
      '--out',
      file('some.csv'),
      '--json',
    ]);
    expect(code).toBe(0);
    expect(json().receipt).toMatchObject({ rowsIn: 50, rowsAccepted: 48, rowsQuarantined: 2 });
    const aside = (await readFile(json().quarantine, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(aside.map(({ line }) => line)).toEqual([11, 21]);
    expect(aside[0].issues[0]).toMatchObject({ field: 'months', found: '"twelve"' });
  });

  it('leaves no trace with --no-record', async () => {
    const before = (await mainstay(['drops', '--home', home, '--json'])).json();
    await mainstay(['score', file('members.csv'), '--home', home, '--no-record', '--out', file('other.csv')]);
    expect((await mainstay(['drops', '--home', home, '--json'])).json()).toEqual(before);
  });

  it('gives reasons in Korean if asked', async () => {
    const { stdout } = await mainstay([
      'score',
      file('members.csv'),
      '--home',
      home,
      '--no-record',
      '--out',
      '-',
      '--language',
      'ko',
      '--reasons',
      '1',
    ]);
    expect(stdout.split('\n')[0]).toBe(
      'customer_id,probability,tier,percentile,value_at_risk,currency,play,reason_1,warnings',
    );
    expect(stdout).toMatch(/[가-힣]/);
  });
});

describe('input that is refused', () => {
  it.each([
    ['empty.csv', '', 'unreadable-file'],
    ['header.csv', 'member;months;visits_per_week;plan;fee\n', 'unreadable-file'],
    ['other.csv', 'a,b\n1,2\n3,4\n', 'unreadable-file'],
    ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0]), 'unreadable-file'],
    ['cut.gz', gzipSync('member;months\n'.repeat(9_000)).subarray(0, 60), 'unreadable-file'],
  ])('%s: score ends with 3 and a receipt', async (name, content, failure) => {
    await writeFile(file(name), content);
    const { code, json, stderr } = await mainstay(['score', file(name), '--home', home, '--json']);
    expect(code).toBe(3);
    expect(json().error.code).toBe(failure);
    expect(json().receipt).toMatchObject({ fileName: name, state: 'failed', failure: { code: failure } });
    expect(stderr).not.toContain('    at ');
    const kept = await mainstay(['drops', json().receipt.dropId, '--home', home, '--json']);
    expect(kept.json().failure.code).toBe(failure);
  });

  it('too few customers: train ends with 3 and says how many more it takes', async () => {
    await writeFile(file('few.csv'), gymMembers({ members: 100, labelled: true }));
    const empty = file('home-of-few'); // a home with data of its own would learn from both
    const profile = ['--profile', file('gym.json')];
    const { code, json } = await mainstay(['train', file('few.csv'), ...profile, '--home', empty, '--json', ...quick]);
    expect(code).toBe(3);
    expect(json().error).toMatchObject({
      code: 'not-enough-data',
      detail: expect.stringMatching(/200 needed: \d+ more/),
    });
    expect(json().receipt).toMatchObject({ kind: 'training', state: 'failed', rowsIn: 100 });
    const { runs } = (await mainstay(['runs', '--home', empty, '--json'])).json();
    expect(runs[0]).toMatchObject({ state: 'failed', failure: { code: 'not-enough-data' } });
  });

  it('a file that is not there: 1, without a receipt', async () => {
    const { code, json } = await mainstay(['score', file('nowhere.csv'), '--home', home, '--json']);
    expect(code).toBe(1);
    expect(json().error.code).toBe('file-not-found');
  });

  it('no Python: said before anything is done', async () => {
    const env = { MAINSTAY_PYTHON: file('no-such-python') };
    const { code, json } = await mainstay(['train', file('history.csv'), '--home', home, '--json', ...quick], { env });
    expect(code).toBe(1);
    expect(json().error).toMatchObject({ code: 'python-missing', detail: expect.stringContaining('npm start') });
  });
});

describe('looking closer', () => {
  it('explains a customer that was scored, and rows of a file', async () => {
    const customer = await mainstay(['explain', 'GYM-10001', '--home', home]);
    expect(customer.code).toBe(0);
    expect(customer.stdout).toMatch(/customer +GYM-10001/);
    expect(customer.stdout).toMatch(/[▲▼] █/);
    const rows = (await mainstay(['explain', file('members.csv'), '--rows', '2', '--home', home, '--json'])).json();
    expect(rows.scores).toHaveLength(2);
    const [{ bias, raw, reasons }] = rows.scores;
    const sum = reasons.reduce(
      (total: number, { contribution }: { contribution: number }) => total + contribution,
      bias,
    );
    expect(sum).toBeCloseTo(raw, 4);
    expect((await mainstay(['explain', 'GYM-0', '--home', home])).code).toBe(1);
  });

  it('compares, promotes and goes back', async () => {
    const args = [
      'train',
      file('history.csv'),
      '--home',
      home,
      '--json',
      '--families',
      'decision-tree',
      '--trials',
      '1',
      '--budget',
      '5',
    ];
    const second = (await mainstay(args)).json();
    const first = trained.json().model.version;
    const compared = await mainstay(['compare', first, second.model.version, '--home', home]);
    expect(compared.stdout).toMatch(/ROC AUC +0\.\d{3}/);
    const other = second.decision.promote ? first : second.model.version;
    const moved = await mainstay(['promote', other.slice(-8), '--reason', 'a test', '--home', home, '--json']);
    expect(moved.json().champion).toMatchObject({ version: other, reason: expect.stringContaining('a test') });
    expect((await mainstay(['promote', other, '--home', home, '--json'])).json().error.code).toBe('already-current');
    const back = (await mainstay(['rollback', '--home', home, '--json'])).json();
    expect(back.champion.version).not.toBe(other);
    const list = (await mainstay(['models', '--home', home, '--json'])).json();
    expect(list.models).toHaveLength(2);
    expect((await mainstay(['promote', '20200101T000000Z-00000000', '--home', home, '--json'])).json().error.code).toBe(
      'model-not-found',
    );
  }, 60_000);

  it('copies the report', async () => {
    const { code } = await mainstay(['report', '--out', file('report.html'), '--home', home]);
    expect(code).toBe(0);
    expect(await readFile(file('report.html'), 'utf8')).toContain('<!doctype html>');
  });

  it('says that a damaged model is damaged, and does not promote it', async () => {
    const { models, champion } = (await mainstay(['models', '--home', home, '--json'])).json();
    const { version } = models.find((model: { version: string }) => model.version !== champion.version);
    await writeFile(join(home, 'files', 'models', version, 'golden.json'), '{}');
    const { code, json } = await mainstay(['promote', version, '--reason', 'a test', '--home', home, '--json']);
    expect(code).toBe(1);
    expect(json().error).toMatchObject({ code: 'invalid-bundle', detail: expect.stringContaining('golden.json') });
    expect((await mainstay(['models', '--home', home, '--json'])).json().champion).toEqual(champion);
  });
});
