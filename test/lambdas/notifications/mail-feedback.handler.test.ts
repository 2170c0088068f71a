import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FunctionWorld, functionWorld } from '../../support/aws/function-world.ts';
import { lambdaContext } from '../../support/aws/http-api-event.ts';
import { sesEvents, snsMessage, sqsEvent } from './ses-events.ts';

let world: FunctionWorld;
let handler: (event: unknown, context: typeof lambdaContext) => Promise<unknown>;
beforeAll(async () => {
  world = await functionWorld({ STAGE: 'dev' });
  ({ handler } = await import('../../../lambdas/notifications/mail-feedback.handler.ts'));
});
afterAll(() => world.stop());

const take = (...contents: unknown[]) =>
  handler(sqsEvent(contents.map(snsMessage), 'mainstay-dev-mail-feedback'), lambdaContext);
const suppressed = (address: string) => world.records.suppressions.get(address);

describe('the mail feedback function', () => {
  it('suppresses addresses that bounced for good or complained, however often it is told', async () => {
    const { permanentBounce, complaint, olderBounce } = sesEvents;
    for (let times = 0; times < 2; times += 1) {
      expect(await take(permanentBounce, complaint, olderBounce)).toEqual({ batchItemFailures: [] });
    }
    expect(await suppressed('gone@example.com')).toEqual({ reason: 'bounce', at: '2026-11-22T10:00:02.000Z' });
    expect(await suppressed('ana@example.com')).toEqual({ reason: 'complaint', at: '2026-11-22T10:05:00.000Z' });
    expect(await suppressed('older@example.com')).toMatchObject({ reason: 'bounce' });
    const lines = world.lines();
    expect(lines).toContainEqual(
      expect.objectContaining({ service: 'notifications', stage: 'dev', MailSuppressed: [1, 1, 1] }),
    );
    expect(JSON.stringify(lines)).not.toMatch(/gone@|ana@/i);
  });

  it.each([
    ['transientBounce', 'full@example.com'],
    ['undeterminedBounce', 'odd@example.com'],
    ['notSpam', 'friend@example.com'],
    ['delivery', 'recipient@example.com'],
    ['deliveryDelay', 'recipient@example.com'],
    ['reject', 'recipient@example.com'],
  ] as const)('takes %s without giving the address up', async (name, address) => {
    world.lines();
    expect(await take(sesEvents[name])).toEqual({ batchItemFailures: [] });
    expect(await suppressed(address)).toBeUndefined();
    const isLost = name !== 'notSpam' && !name.startsWith('delivery');
    expect(world.lines().some((line) => 'NoticesFailed' in line)).toBe(isLost);
  });

  it('hands back only what it cannot read, and counts it', async () => {
    world.lines();
    const { permanentBounce } = sesEvents;
    const bodies = [
      snsMessage({ ...permanentBounce, bounce: { bounceType: 'Permanent' } }),
      snsMessage({ eventType: 'Invented', mail: permanentBounce.mail }),
      snsMessage('not JSON'),
      { ...snsMessage(permanentBounce), Type: 'SubscriptionConfirmation' },
      'no envelope',
      snsMessage(permanentBounce),
    ];
    expect(await handler(sqsEvent(bodies, 'q'), lambdaContext)).toEqual({
      batchItemFailures: [0, 1, 2, 3, 4].map((n) => ({ itemIdentifier: `message-${n}` })),
    });
    const counts = world.lines().find((line) => 'MalformedEvents' in line);
    expect(counts?.MalformedEvents).toEqual([1, 1, 1, 1, 1]);
    await expect(handler({ Records: 'none' }, lambdaContext)).rejects.toThrow('no event of an SQS queue');
  });
});
