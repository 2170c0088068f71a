import { afterEach, describe, expect, it } from '@jest/globals';
import { twilioTexter } from '../../../core/outreach/texter.twilio.ts';
import { credentials } from '../../support/twilio.ts';
import { type Answer, type WebReceiver, webReceiver } from '../../support/web-receiver.ts';
import { withCode } from '../../support/with-code.ts';

const message = { messageId: 'm1', to: '+4915112345678', text: 'Drop failed: drop-1' };

let twilio: WebReceiver | undefined;
afterEach(() => twilio?.stop());

/** A texter on a server that answers in turn; the last answer stays. */
async function open(answers: readonly Answer[], secret: string = JSON.stringify(credentials)) {
  const server = await webReceiver((_, index) => answers[Math.min(index, answers.length - 1)] ?? 'hang');
  twilio = server;
  const waits: number[] = [];
  const texter = twilioTexter({
    secrets: { get: async () => secret },
    secretName: 'TWILIO',
    fetch,
    sleep: async (ms) => void waits.push(ms),
    endpoint: server.url,
    timeoutMs: 200,
  });
  return { texter, received: server.received, waits };
}

const created: Answer = { status: 201, body: { sid: 'SM1' } };

describe('text messages by Twilio', () => {
  it('are asked for as its API wants them', async () => {
    const { texter, received } = await open([created]);
    await texter.send(message);
    const [request] = received;
    expect(request).toMatchObject({
      method: 'POST',
      path: `/2010-04-01/Accounts/${credentials.accountSid}/Messages.json`,
    });
    const [, token = ''] = (request?.headers.authorization ?? '').split(' ');
    expect(Buffer.from(token, 'base64').toString()).toBe(`${credentials.accountSid}:${credentials.authToken}`);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      To: message.to,
      From: credentials.from,
      Body: message.text,
    });
  });

  it('may come from a messaging service', async () => {
    const { accountSid, authToken } = credentials;
    const messagingServiceSid = `MG${'1'.repeat(32)}`;
    const { texter, received } = await open([created], JSON.stringify({ accountSid, authToken, messagingServiceSid }));
    await texter.send(message);
    expect(new URLSearchParams(received[0]?.body).get('MessagingServiceSid')).toBe(messagingServiceSid);
  });

  it('are tried again while Twilio is busy, when it says so', async () => {
    const busy: Answer = { status: 429, body: { code: 20429 }, headers: { 'retry-after': '2' } };
    const { texter, received, waits } = await open([busy, { status: 503 }, created]);
    await texter.send(message);
    expect(received).toHaveLength(3);
    expect(waits).toEqual([2_000, 1_000]);
  });

  it.each([
    ['busy', { status: 429, body: { code: 20429 } }, 'message-not-delivered', 'error 20429', 3],
    ['broken', { status: 500 }, 'message-not-delivered', '500', 3],
    ['a wrong token', { status: 401, body: { code: 20003 } }, 'message-not-delivered', 'error 20003', 1],
    ['no mobile number', { status: 400, body: { code: 21614 } }, 'message-refused', 'error 21614', 1],
    ['silent', 'hang', 'message-not-delivered', 'did not answer', 1],
  ] as const)('fail where Twilio is or says: %s', async (_, answer, code, said, attempts) => {
    const { texter, received } = await open([answer]);
    const sending = texter.send(message);
    await expect(sending).rejects.toEqual(withCode(code));
    await expect(sending).rejects.toThrow(said);
    expect(received).toHaveLength(attempts);
  });

  it.each(['no json {"authToken":"tok/en"', '{}', JSON.stringify({ ...credentials, accountSid: 'tok/en' })])(
    'need credentials, and quote none: %s',
    async (secret) => {
      const { texter, received } = await open([created], secret);
      const sending = texter.send(message);
      await expect(sending).rejects.toEqual(withCode('secret-missing'));
      expect(JSON.stringify(await sending.catch((error: unknown) => [String(error), error]))).not.toContain('tok/en');
      expect(received).toEqual([]);
    },
  );
});
