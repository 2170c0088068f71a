import { expect, it } from '@jest/globals';
import { MainstayEvent } from '../../core/events.ts';
import type { Events } from '../../core/ports.ts';
import { anEvent, inEvent } from './event-examples.ts';

/** Events, and what a subscriber has heard so far. */
export interface EventsUnderTest {
  readonly events: Events;
  readonly heard: () => Promise<readonly MainstayEvent[]>;
}

/**
 * What every adapter of {@link Events} does.
 *
 * @param open - gives a place where nothing was published yet
 */
export function eventsContract(open: () => Promise<EventsUnderTest>): void {
  it('hands events of every type over whole, in their order', async () => {
    const { events, heard } = await open();
    const all = MainstayEvent.options.map((option) => anEvent(option.shape.type.value));
    await events.publish(...all);
    expect(await heard()).toEqual(all);
  });

  it('takes more at once than one call may hold', async () => {
    const { events, heard } = await open();
    const many = Array.from({ length: 23 }, (_, n) => anEvent('TierEscalated', { eventId: `e${n}` }));
    await events.publish(...many);
    expect((await heard()).map(({ eventId }) => eventId)).toEqual(many.map(({ eventId }) => eventId));
  });

  it('hands over the largest events there are, with ids that take most bytes', async () => {
    const { events, heard } = await open();
    const widest = '한'.repeat(128);
    const customers = Array.from({ length: 100 }, (_, n) => inEvent(`${n}${widest}`.slice(0, 128)));
    const large = Array.from({ length: 10 }, (_, n) => anEvent('ScoreRecorded', { eventId: `e${n}`, customers }));
    await events.publish(...large);
    expect((await heard()).map((event) => 'customers' in event && event.customers.length)).toEqual(
      large.map(() => 100),
    );
  });

  it('keeps the id of an event that is published again, so that a subscriber can leave it out', async () => {
    const { events, heard } = await open();
    const event = anEvent('BatchCompleted');
    await events.publish(event);
    await events.publish(event);
    expect(new Set((await heard()).map(({ eventId }) => eventId))).toEqual(new Set([event.eventId]));
  });

  it('takes nothing for an answer to nothing, and refuses what is no event', async () => {
    const { events, heard } = await open();
    await events.publish();
    const wrong = { ...anEvent('DropRejected'), customerName: 'Ana' };
    await expect(events.publish(wrong)).rejects.toThrow('customerName');
    expect(await heard()).toEqual([]);
  });
}
