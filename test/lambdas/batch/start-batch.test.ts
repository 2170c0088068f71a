import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { noteQueued, queuedKey } from '../../../core/intake/queued-drop.ts';
import { objectCreated, queueEvent } from '../../support/aws/batch-events.ts';
import { type BatchWorld, batchWorld, dropIn } from '../../support/aws/batch-world.ts';
import { customersCsv } from '../../workflows/batch-run.ts';

let world: BatchWorld;
beforeAll(async () => {
  world = await batchWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.lines();
  world.stepFunctions.calls.length = 0;
});

const noted = (dropId: string) => objectCreated({ bucket: world.bucketName, key: queuedKey(dropId), size: 200 });
const start = async (...bodies: unknown[]) => world.invoke('start-batch', queueEvent(...bodies));

describe('start-batch', () => {
  it('starts the workflow for a drop that waits, under its name and with what its first task takes', async () => {
    const drop = await dropIn(world.objects, 'drop-1', customersCsv(10));
    await noteQueued(world.objects, drop);
    expect(await start(noted('drop-1'))).toEqual({ batchItemFailures: [] });
    expect(world.executions()).toEqual([
      {
        name: 'drop-1',
        input: JSON.stringify(drop),
        stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:batch',
      },
    ]);
  });

  it('starts it once for events that repeat', async () => {
    await noteQueued(world.objects, await dropIn(world.objects, 'drop-2', customersCsv(10)));
    expect(await start(noted('drop-2'), noted('drop-2'))).toEqual({ batchItemFailures: [] });
    expect(world.executions()).toHaveLength(1);
    const outcomes = world.lines().flatMap((line) => (line['message'] === 'batch-started' ? [line['outcome']] : []));
    expect(outcomes).toEqual(['started', 'known']);
  });

  it('starts it again, once, for a drop that is to be worked on again', async () => {
    const drop = await dropIn(world.objects, 'drop-6', customersCsv(10));
    await noteQueued(world.objects, drop);
    await start(noted('drop-6'));
    await noteQueued(world.objects, { ...drop, attempt: '20261122T101502Z' });
    await start(noted('drop-6'), noted('drop-6'));
    expect(world.executions().map(({ name }) => name)).toEqual(['drop-6', 'drop-6-20261122T101502Z']);
  });

  it('starts nothing for a note that is gone', async () => {
    expect(await start(noted('drop-3'))).toEqual({ batchItemFailures: [] });
    expect(world.stepFunctions.calls).toEqual([]);
    expect(world.lines()).toContainEqual(expect.objectContaining({ message: 'batch-started', outcome: 'gone' }));
  });

  it('hands back what is malformed, and a note that is damaged, and starts the others', async () => {
    await noteQueued(world.objects, await dropIn(world.objects, 'drop-4', customersCsv(10)));
    await world.objects.put(queuedKey('drop-5'), Buffer.from('{"dropId":"drop-5"}'));
    const answer = await start('{', noted('drop-5'), noted('drop-4'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }] });
    expect(world.executions()).toMatchObject([{ name: 'drop-4' }]);
    const lines = world.lines();
    expect(lines).toContainEqual(expect.objectContaining({ message: 'message-failed', messageId: 'm2' }));
    expect(lines).toContainEqual(expect.objectContaining({ service: 'batch', MalformedEvents: 1 }));
  });
});
