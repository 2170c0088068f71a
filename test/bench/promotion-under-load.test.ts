import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { promoteUnderLoad } from '../../bench/promotion/under-load.ts';
import { openHome } from '../../local/home/open-home.ts';
import { aCustomer } from '../support/api-under-test.ts';
import { installTestModel, promoteFirst } from '../support/seed-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const first = '20261101T000000Z-0a1b2c3d';
const second = '20261108T000000Z-11111111';

it('answers every request from one whole model while the pointer moves ten times', async () => {
  const folder = join(temporaryFolder(), 'home');
  const home = await openHome(folder, { create: true });
  await installTestModel(home, first);
  await installTestModel(home, second, { seed: 8 });
  await promoteFirst(home, first);
  home.close();
  const customers = Array.from({ length: 12 }, (_, n) => aCustomer('', { tickets: n, fee: 5 + n }).features);

  const { answers, moves, faults } = await promoteUnderLoad({
    home: folder,
    versions: [first, second],
    customers,
    seconds: 10,
    requestsPerSecond: 200,
    moves: 10,
  });

  expect(faults).toEqual([]);
  expect(answers.length).toBeGreaterThanOrEqual(2_000 - 1);
  expect(moves.map(({ by }) => by)).toEqual(Array.from({ length: 5 }, () => ['API', 'command line']).flat());
  expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([first, second]));
  // A move by the API is followed before it is answered: whatever was sent after it comes from the new model.
  for (const [number, { by, version, untilMs }] of moves.entries()) {
    if (by !== 'API') continue;
    const next = moves[number + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const after = answers.filter(({ sentMs }) => sentMs > untilMs && sentMs < next);
    expect(new Set(after.map((answer) => answer.version)).size).toBeLessThanOrEqual(1);
    for (const answer of after) expect(answer.version).toBe(version);
  }
  const reopened = await openHome(folder, { create: false });
  expect(await reopened.records.models.championHistory()).toHaveLength(11);
  reopened.close();
}, 120_000);
