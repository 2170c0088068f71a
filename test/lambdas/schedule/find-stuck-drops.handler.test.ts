import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import { type FunctionWorld, functionWorld } from '../../support/aws/function-world.ts';
import { lambdaContext } from '../../support/aws/http-api-event.ts';

let world: FunctionWorld;
let handler: (event: unknown, context: typeof lambdaContext) => Promise<unknown>;
beforeAll(async () => {
  world = await functionWorld({ STAGE: 'dev' });
  ({ handler } = await import('../../../lambdas/schedule/find-stuck-drops.handler.ts'));
});
afterAll(() => world.stop());

/** As Scheduler hands it over: every value a text, the attempt too. */
const scheduled = {
  scheduleArn: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/mainstay-dev/StuckDropsDaily',
  scheduledAt: '2026-11-20T06:30:00Z',
  executionId: 'd32c5kddcf5bb8c3',
  attempt: '1',
};

/** Receives a drop so many hours ago. */
async function receive(dropId: string, hoursAgo: number): Promise<void> {
  const receivedAt = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  const drop = { dropId, fileName: 'secret-name.csv', receivedAt, sizeBytes: 1, sha256: null, profile: 'streaming' };
  await world.records.drops.put(newReceipt(drop));
}

describe('the function that looks for stuck drops', () => {
  it('counts none, so that the alarm can end', async () => {
    await receive('drop-new', 1);
    expect(await handler(scheduled, lambdaContext)).toEqual({ stuck: 0 });
    expect(world.lines()).toContainEqual(expect.objectContaining({ service: 'batch', stage: 'dev', DropsStuck: 0 }));
  });

  it('counts and names those of more than a day ago, by id and without the file name', async () => {
    await receive('drop-old', 30);
    expect(await handler({ ...scheduled, attempt: '2' }, lambdaContext)).toEqual({ stuck: 1 });
    const lines = world.lines();
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'drop-stuck', dropId: 'drop-old', state: 'received' }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ service: 'batch', stage: 'dev', DropsStuck: 1 }));
    expect(JSON.stringify(lines)).not.toContain('secret-name');
  });

  it.each([
    ['nothing', undefined],
    ['an event of a queue', { Records: [] }],
    ['words that Scheduler has not replaced', { ...scheduled, scheduledAt: '<aws.scheduler.scheduled-time>' }],
  ])('refuses %s, and counts it', async (_, event) => {
    await expect(handler(event, lambdaContext)).rejects.toThrow('no event of the schedule');
    const lines = world.lines();
    expect(lines).toContainEqual(expect.objectContaining({ message: 'malformed-event' }));
    expect(lines).toContainEqual(expect.objectContaining({ service: 'batch', stage: 'dev', MalformedEvents: 1 }));
  });
});
