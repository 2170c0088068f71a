import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listQueued } from '../../../core/intake/queued-drop.ts';
import { lockHome } from '../../../local/home/home-service.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { aReceipt } from '../../contracts/examples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Ended, mainstay } from '../support/mainstay.ts';

const failed = aReceipt({
  dropId: 'drop-1',
  state: 'failed',
  failure: { code: 'unforeseen', detail: 'An unforeseen error.' },
});

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = temporaryFolder();
  home = await openHome(folder, { create: true });
  await home.records.drops.put(failed);
  await home.objects.put('drops/drop-1/original', Buffer.from('id,tickets\nc1,4\n'));
});
afterEach(() => home.close());

const retry = (...args: string[]): Promise<Ended> => mainstay(['drops', 'retry', ...args, '--home', folder]);

describe('mainstay drops retry', () => {
  it('lets a failed drop wait for the next start, once', async () => {
    const first = await retry('drop-1', '--json');
    expect([first.code, first.stderr, first.json()]).toEqual([
      0,
      '',
      expect.objectContaining({ dropId: 'drop-1', state: 'received', failure: null }),
    ]);
    expect(await listQueued(home.objects)).toMatchObject([{ dropId: 'drop-1', attempt: expect.any(String) }]);
    const second = await retry('drop-1');
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('This drop is "received"')]);
  });

  it('says how to ask a home that is being served', async () => {
    const { lock } = lockHome(home);
    const ended = await retry('drop-1');
    lock.release();
    expect(ended.code).toBe(1);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('POST /v1/drops/drop-1/retry with the body {}');
    expect(await home.records.drops.get('drop-1')).toEqual(failed);
  });
});
