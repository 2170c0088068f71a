import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spreadOf } from '../../bench/batch/figures.ts';
import type { SideResult } from '../../bench/batch/measure.ts';
import { sharesOfProfiles } from '../../bench/batch/profile.ts';
import { verdicts } from '../../bench/batch/report.ts';
import { ownSides, peerSides, type Side } from '../../bench/batch/sides.ts';

const frame = (functionName: string, path?: string) => ({
  functionName,
  url: path === undefined ? '' : pathToFileURL(join(process.cwd(), path)).href,
  lineNumber: 8,
});

const result = (side: Side | undefined, seconds: number[], difference: number | null): SideResult => ({
  side: side!,
  rounds: seconds.map((one) => ({ seconds: one, cpuSeconds: one, peakMb: 90 })),
  difference,
});

const drop = (rowsPerSecond: number) => ({ rowsPerSecond, peakMb: 200, ownMb: 90, cpuSecondsOfMillion: 5 });
const size = (rows: number, paces: number[]) => ({
  rows,
  what: 'new customers',
  rounds: paces.map(drop),
  recordBytes: 300,
});

describe('sharesOfProfiles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mainstay-profile-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('counts what Node does for a function as its folder’s, and waiting as nobody’s', async () => {
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2, 4, 5, 6] },
      { id: 2, callFrame: frame('put', 'local/records/put.ts'), children: [3] },
      { id: 3, callFrame: frame('run') }, // SQLite
      { id: 4, callFrame: frame('read', 'core/intake/read.ts') },
      { id: 5, callFrame: frame('(idle)') },
      { id: 6, callFrame: frame('(garbage collector)') },
    ];
    const profile = { nodes, samples: [2, 3, 4, 5, 6], timeDeltas: [1e6, 4e6, 3e6, 7e6, 2e6] };
    await writeFile(join(folder, 'CPU.20261122.120000.77.3.001.cpuprofile'), JSON.stringify(profile));
    const [thread] = await sharesOfProfiles(folder);
    expect(thread).toMatchObject({ thread: 3, busySeconds: 10, idleSeconds: 7 });
    expect(thread?.folders.slice(0, 3)).toEqual([
      ['local/records', 0.5],
      ['core/intake', 0.3],
      ['garbage collection', 0.2],
    ]);
    expect(thread?.functions[0]).toEqual(['run for local/records', 0.4]);
    expect(thread?.functions[1]).toEqual(['read core/intake/read.ts:9', 0.3]);
  });
});

describe('verdicts', () => {
  it('judges medians against the first peer, and every probability', () => {
    const own = [result(ownSides[0], [1, 9, 2], null), result(ownSides[1], [10], 0)];
    const peers = [result(peerSides[0], [30, 40, 20], 6e-7), result(peerSides[1], [1], 2e-6)];
    const judged = verdicts({
      models: [{ model: 'default', rows: 1_000_000, own, peers, profiles: [] }],
      workflow: [],
      profile: undefined,
    });
    expect(judged.map(({ met }) => met)).toEqual([
      false, // a probability 2e-6 off
      true, // 30 s / 2 s
      true, // 90 MB
      false, // 30 s / 10 s is below 5
    ]);
  });

  it('wants as many rows a second of the workflow at every size', () => {
    const workflow = [size(100_000, [240_000, 260_000]), size(1_000_000, [249_000])];
    expect(verdicts({ models: [], workflow, profile: undefined }).map(({ met }) => met)).toEqual([true, false]);
  });
});

describe('spreadOf', () => {
  it('takes the mean of the middle two of an even number', () => {
    expect(spreadOf([9, 1, 4, 2])).toEqual({ low: 1, middle: 3, high: 9 });
  });
});
