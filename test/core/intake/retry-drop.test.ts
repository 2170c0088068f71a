import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Receipt } from '../../../core/intake/receipt.ts';
import { type RetryPorts, retryDrop } from '../../../core/intake/retry-drop.ts';
import { aReceipt } from '../../contracts/examples.ts';
import { type ApiUnderTest, apiUnderTest } from '../../support/api-under-test.ts';
import { withCode } from '../../support/with-code.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest();
});
afterEach(() => home.close());

const broken: Partial<Receipt> = {
  state: 'failed',
  kind: 'scoring',
  modelVersion: '20261101T000000Z-0a1b2c3d',
  failure: { code: 'unforeseen', detail: 'An unforeseen error.' },
};

async function held(changes: Partial<Receipt> = broken): Promise<Receipt> {
  const receipt = aReceipt(changes);
  await home.records.drops.put(receipt);
  await home.objects.put(`drops/${receipt.dropId}/original`, Buffer.from('id,tickets\nc1,4\n'));
  return receipt;
}
const retry = (dropId: string, ports: Partial<RetryPorts> = {}) => retryDrop(dropId, { ...home.deps, ...ports });

const full = () => Promise.reject(new Error('the disk is full'));

describe('retryDrop', () => {
  it('lets a drop wait again, with what is known of it, and notes the attempt', async () => {
    const failed = await held();
    const { dropId, fileName, sha256, receivedAt } = failed;
    const waiting = { ...failed, state: 'received', finishedAt: null, failure: null };
    expect(await retry(dropId)).toEqual(waiting);
    expect(await home.records.drops.get(dropId)).toEqual(waiting);
    const objectKey = `drops/${dropId}/original`;
    const attempt = '20261122T100000Z';
    expect(home.queued).toEqual([{ dropId, objectKey, fileName, sizeBytes: 16, sha256, receivedAt, attempt }]);
  });

  it.each(['received', 'working', 'done'] as const)('leaves a drop alone that is %s', async (state) => {
    const receipt = await held({ state });
    await expect(retry(receipt.dropId)).rejects.toEqual(withCode('not-retryable'));
    expect([await home.records.drops.get(receipt.dropId), home.queued]).toEqual([receipt, []]);
  });

  it('leaves a file alone that is itself at fault', async () => {
    const { dropId } = await held({ ...broken, failure: { code: 'unreadable-file', detail: 'No header.' } });
    await expect(retry(dropId)).rejects.toEqual(withCode('not-retryable'));
  });

  it('says so where there is no such drop, or its file is gone', async () => {
    await expect(retry('drop-x')).rejects.toEqual(withCode('drop-not-found'));
    const { dropId } = await held();
    await home.objects.remove(`drops/${dropId}/original`);
    await expect(retry(dropId)).rejects.toEqual(withCode('file-not-found'));
  });

  it('is a call of the API', async () => {
    const { dropId } = await held();
    const answer = await home.post(`/v1/drops/${dropId}/retry`, {});
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/v1/drops/${dropId}`]);
    expect(await answer.json()).toMatchObject({ dropId, state: 'received' });
    expect(home.queued).toMatchObject([{ dropId }]);
  });

  it('leaves the drop failed where it cannot be queued, so that it may be tried again', async () => {
    const failed = await held();
    await expect(retry(failed.dropId, { queueDrop: full })).rejects.toThrow('the disk is full');
    expect(await home.records.drops.get(failed.dropId)).toEqual(failed);
  });
});
