import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { MainstayEvent } from '../../core/events.ts';
import type { Events } from '../../core/ports.ts';
import { eventSource } from '../shared/event-source.ts';

/** Most that EventBridge takes in one call: entries, and bytes of all of them. */
const mostPerCall = { entries: 10, bytes: 256 * 1024 } as const;

export interface EventBridgeOptions {
  readonly client: EventBridgeClient;
  readonly busName: string;
  /** Rounds for entries that EventBridge hands back: 50 ms doubling each time. @default 4 */
  readonly rounds?: number | undefined;
}

/** Events on an EventBridge bus; see {@link Events}. */
export function eventBridgeEvents({ client, busName, rounds = 4 }: EventBridgeOptions): Events {
  return {
    publish: async (...events) => {
      let left = events.map((event) => entryOf(busName, event));
      let refusal = { code: '', message: '' };
      for (let round = 0; round < rounds && left.length > 0; round += 1) {
        if (round > 0) await sleep(25 * 2 ** round * (0.5 + Math.random()));
        const refused: PutEventsRequestEntry[] = [];
        for (const part of callsOf(left)) {
          const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: part }));
          for (const [index, { ErrorCode, ErrorMessage }] of Entries.entries()) {
            const entry = part[index];
            if (ErrorCode === undefined || !entry) continue;
            refused.push(entry);
            refusal = { code: ErrorCode, message: ErrorMessage ?? '' };
          }
        }
        left = refused;
      }
      if (left.length === 0) return;
      const { code, message } = refusal;
      const error = new Error(
        `EventBridge refused ${left.length} of ${events.length} events on ${busName}: ${code} ${message}`,
      );
      error.name = code; // as the SDK names it, so that a workflow knows what to try again
      throw error;
    },
  };
}

function entryOf(busName: string, event: MainstayEvent): PutEventsRequestEntry {
  const checked = MainstayEvent.parse(event);
  return {
    EventBusName: busName,
    Source: eventSource,
    DetailType: checked.type,
    Time: new Date(checked.at),
    Detail: JSON.stringify(checked),
  };
}

/** Entries in their order, as many in a call as it takes. */
function callsOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entryBytes(entry);
    const call = calls.at(-1);
    if (call && call.length < mostPerCall.entries && bytes + size <= mostPerCall.bytes) {
      call.push(entry);
      bytes += size;
    } else {
      calls.push([entry]);
      bytes = size;
    }
  }
  return calls;
}

/** Size as EventBridge counts it: 14 bytes of time, and source, detail-type and detail in UTF-8. */
export function entryBytes({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
