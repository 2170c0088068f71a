import type { IncomingMessage, ServerResponse } from 'node:http';
import { uploadsPath } from '../uploads/own-upload-addresses.ts';

export interface RequestLimits {
  /** How long a client may take to send a whole request, milliseconds. */
  readonly wholeMs: number;
  /** How long a client that sends a file to an upload address may send nothing, milliseconds. */
  readonly idleMs: number;
}

/**
 * Ends requests whose bodies do not arrive. A file at an upload address may take hours: it is given up once nothing has
 * come for a while. The rest of a file that was answered already, such as one that is refused, is no longer waited for
 * like that. Node's own limit (`requestTimeout`) knows no such difference, and must be off.
 *
 * @param end - ends the connection with an answer that the request took too long
 */
export function limitRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { wholeMs, idleMs }: RequestLimits,
  end: () => void,
): void {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
  const endIfIncomplete = (): void => {
    if (!request.complete) end();
  };
  const limitWhole = (): void => {
    const timer = setTimeout(endIfIncomplete, wholeMs).unref();
    const stop = (): void => {
      if (request.complete || request.destroyed) clearTimeout(timer);
    };
    request.once('close', stop);
    response.once('close', stop); // a body that nobody read to its end is never closed
  };
  if (!request.url?.startsWith(uploadsPath)) {
    limitWhole();
    return;
  }
  request.socket.setTimeout(idleMs); // until the answer is out: keepAliveTimeout then takes its place
  response.on('timeout', endIfIncomplete);
  response.once('finish', () => {
    if (!request.complete) limitWhole();
  });
}
