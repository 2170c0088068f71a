import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { ScoresAnswer } from '../../../api/schemas/scores.ts';
import { openHome } from '../../../local/home/open-home.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Running, startMainstay } from '../support/mainstay.ts';

const version = '20261101T000000Z-0a1b2c3d';

let server: Running | undefined;
afterEach(() => {
  server?.process.kill('SIGKILL');
});

async function seededHome(): Promise<string> {
  const folder = join(temporaryFolder(), 'home');
  const home = await openHome(folder, { create: true });
  await installTestModel(home, version);
  await promoteFirst(home, version);
  home.records.outbox.subscribe('test');
  home.close();
  return folder;
}

/** Scores one customer after another until the server is gone; gives the ids of the scores that were answered. */
async function scoreUntilGone(url: string, client: number, answered: Map<string, string>): Promise<void> {
  for (let n = 0; ; n += 1) {
    const customerId = `c${client}-${n % 5}`;
    try {
      const response = await fetch(`${url}/v1/scores`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ customers: [aCustomer(customerId, { tickets: n % 10 })] }),
      });
      const { scores } = ScoresAnswer.parse(await response.json());
      answered.set(scores[0]?.scoreId ?? '', customerId);
    } catch {
      return;
    }
  }
}

it('keeps every score that was answered, and what is to be told of it, when the server is killed under load', async () => {
  const folder = await seededHome();
  server = startMainstay(['start', '--home', folder, '--port', '0', '--json']);
  const [, url = ''] = await server.until(/"url": ?"(http:[^"]+)"/);
  const answered = new Map<string, string>();
  const clients = Array.from({ length: 12 }, (_, client) => scoreUntilGone(url, client, answered));
  while (answered.size < 150) await sleep(5);
  server.process.kill('SIGKILL');
  await Promise.all(clients);

  const home = await openHome(folder, { create: false });
  try {
    const told = new Set<string>();
    for (let position = 0; ; ) {
      const due = home.records.outbox.next('test', Number.MAX_SAFE_INTEGER, position);
      if (!due || 'waitMs' in due) break;
      for (const { event } of due) told.add(event.eventId);
      position = due.at(-1)?.position ?? position;
    }
    const histories = new Map<string, Set<string>>();
    for (const customerId of new Set(answered.values())) {
      const record = await home.records.customers.get(customerId);
      histories.set(customerId, new Set(record?.history.map(({ scoreId }) => scoreId)));
    }
    const lost = Array.from(answered).filter(
      ([scoreId, customerId]) => !histories.get(customerId)?.has(scoreId) || !told.has(`${scoreId}.recorded`),
    );
    expect(answered.size).toBeGreaterThanOrEqual(150);
    expect(lost).toEqual([]);
  } finally {
    home.close();
  }
}, 60_000);
