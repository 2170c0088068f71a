import { z } from 'zod';
import { DomainError } from '../errors.ts';
import type { Secrets, Texter } from '../ports.ts';

/** Content of the secret, as JSON. Messages come from a number of the account or through a messaging service. */
export const TwilioCredentials = z.union([
  z.strictObject({
    accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'AC and 32 hex digits'),
    authToken: z.string().min(1),
    from: z.e164(),
  }),
  z.strictObject({
    accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'AC and 32 hex digits'),
    authToken: z.string().min(1),
    messagingServiceSid: z.string().regex(/^MG[0-9a-fA-F]{32}$/, 'MG and 32 hex digits'),
  }),
]);
export type TwilioCredentials = z.infer<typeof TwilioCredentials>;

export interface TwilioOptions {
  readonly secrets: Secrets;
  /** Where the credentials are; see {@link TwilioCredentials}. */
  readonly secretName: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** @default https://api.twilio.com */
  readonly endpoint?: string | undefined;
  /** How long one attempt may take, ms. @default 5000 */
  readonly timeoutMs?: number | undefined;
}

/** Attempts in all where Twilio says that it is busy or broken. */
const mostAttempts = 3;

const Problem = z.object({ code: z.int().optional(), message: z.string().optional() });

/**
 * Text messages by Twilio's REST API (https://www.twilio.com/docs/messaging/api/message-resource). An attempt without an
 * answer is not repeated here: Twilio may have taken the message, and knows no key by which a repeat is one.
 */
export function twilioTexter(options: TwilioOptions): Texter {
  const { secrets, secretName, fetch, sleep, endpoint = 'https://api.twilio.com', timeoutMs = 5_000 } = options;
  return {
    send: async ({ to, text }) => {
      const credentials = parseTwilioCredentials(await secrets.get(secretName), secretName);
      const { accountSid, authToken } = credentials;
      const sender: Record<string, string> =
        'from' in credentials ? { From: credentials.from } : { MessagingServiceSid: credentials.messagingServiceSid };
      const attempt = (): Promise<Response> =>
        fetch(`${endpoint}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
          method: 'POST',
          headers: {
            authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: new URLSearchParams({ To: to, Body: text, ...sender }).toString(),
          signal: AbortSignal.timeout(timeoutMs),
          redirect: 'error',
        });
      for (let tried = 1; ; tried += 1) {
        const response = await attempt().catch((cause: unknown) => {
          throw new DomainError('message-not-delivered', 'Twilio did not answer.', { cause });
        });
        if (response.ok) return;
        const isBusy = response.status === 429 || response.status >= 500;
        if (!isBusy || tried === mostAttempts) throw await refusalOf(response, isBusy);
        await response.body?.cancel();
        await sleep(waitMs(response, tried));
      }
    },
  };
}

/** The credentials in a secret. @throws {DomainError} `secret-missing`, saying what is wrong with it and quoting nothing */
export function parseTwilioCredentials(secret: string, secretName: string): TwilioCredentials {
  let found: unknown;
  try {
    found = JSON.parse(secret);
  } catch {
    // No cause: an error of JSON.parse quotes the secret.
    throw new DomainError('secret-missing', `The secret ${secretName} is not JSON.`);
  }
  const parsed = TwilioCredentials.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'secret-missing',
    `The secret ${secretName} does not hold accountSid, authToken, and from or messagingServiceSid, as Twilio writes them.`,
  );
}

/** What Twilio says of the failure: its code stands in https://www.twilio.com/docs/api/errors. It quotes the number. */
async function refusalOf(response: Response, isBusy: boolean): Promise<DomainError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { code } = Problem.safeParse(body).data ?? {};
  const what = `Twilio answered ${response.status}${code === undefined ? '' : `, error ${code}`}.`;
  // Wrong credentials are no fault of the message: once they are put right, it can be sent.
  const isOurs = response.status === 401 || response.status === 403;
  return new DomainError(isBusy || isOurs ? 'message-not-delivered' : 'message-refused', what);
}

/** Twilio's own wish if it has one, up to 5 s; else 0.5 s, doubling. */
function waitMs(response: Response, tried: number): number {
  const wished = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(wished) && wished > 0 ? Math.min(wished * 1000, 5_000) : 250 * 2 ** tried;
}
