import { createHmac } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import { type Subscriber, Undeliverable } from './deliver-events.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Shared with the receiver; signs what is sent. */
  readonly secret: string;
  readonly clock: Clock;
  /** How long the receiver may take, ms. @default 10000 */
  readonly timeoutMs?: number | undefined;
}

/** Answers that will not change: the receiver has read the request and does not want it. 408, 425 and 429 mean later. */
const final = new Set([400, 405, 406, 413, 414, 415, 422]);

/**
 * Sends every event to one address, in the shape that the API destination on AWS sends it (lib/events):
 * `{type, id, at, event}` with the event's id as `idempotency-key`. `mainstay-signature: t=<seconds>,v1=<hex>` holds the
 * HMAC-SHA256 of `<seconds>.<body>`, so that the receiver can tell that it comes from here and now. Redirects are not
 * followed: they would carry the event to somewhere nobody has named.
 */
export function webhook({ url, secret, clock, timeoutMs = 10_000 }: WebhookOptions): Subscriber {
  return {
    name: 'webhook',
    deliver: async (event, signal) => {
      const body = JSON.stringify({ type: event.type, id: event.eventId, at: event.at, event });
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': event.eventId,
          'mainstay-signature': signatureOf(body, secret, clock.now()),
          'user-agent': 'mainstay',
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      if (response.ok) return;
      const what = `the receiver answered ${response.status}`;
      throw final.has(response.status) ? new Undeliverable(what) : new Error(what);
    },
  };
}

/** The header that signs a body: `t=<seconds since 1970>,v1=<hex>`. */
export function signatureOf(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
