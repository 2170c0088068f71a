import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import type { Database } from '../records/database.ts';

const Row = z.object({ position: z.int(), body: z.string() });

/** Takes a customer out of the events that are kept, told or not; an event of nobody else goes. Runs in a transaction. */
export function forgetInEvents(database: Database, customerId: string): void {
  const id = JSON.stringify(customerId);
  for (const row of database.all('SELECT position, body FROM events WHERE instr(body, ?) > 0', id)) {
    const { position, body } = Row.parse(row);
    const event = MainstayEvent.parse(JSON.parse(body));
    if (!('customers' in event)) continue;
    const customers = event.customers.filter((customer) => customer.customerId !== customerId);
    if (customers.length === 0) database.run('DELETE FROM events WHERE position = ?', position);
    else
      database.run('UPDATE events SET body = ? WHERE position = ?', JSON.stringify({ ...event, customers }), position);
  }
}
