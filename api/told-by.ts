import type { Events } from '../core/ports.ts';
import { unfailingEvents } from '../core/unfailing-events.ts';
import type { ApiDeps } from './deps.ts';

/** What the log says of an event that could not be published. */
export const eventNotPublished = 'event-not-published';

/**
 * The home's events as calls publish them: what fails goes to the log, and the call is answered. The log has the ids, of
 * events and of the customers in them, so that they can be told by hand.
 */
export function toldBy({ events, log }: Pick<ApiDeps, 'events' | 'log'>): Events {
  return unfailingEvents(events, (failed, error) => {
    for (const event of failed) {
      const { eventId, type } = event;
      const customerIds = 'customers' in event ? event.customers.map(({ customerId }) => customerId) : [];
      log.error(eventNotPublished, { eventId, type, customerIds, error: String(error) });
    }
  });
}
