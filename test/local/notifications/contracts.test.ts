import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { MainstayEvent } from '../../../core/events.ts';
import { twilioTexter } from '../../../core/outreach/texter.twilio.ts';
import { EventDelivery } from '../../../local/events/deliver-events.ts';
import { smtpMailer } from '../../../local/notifications/mailer.smtp.ts';
import { outboxMailer, outboxNotifier, outboxTexter } from '../../../local/notifications/outbox.messages.ts';
import { environmentSecrets } from '../../../local/notifications/secrets.env.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { eventsContract } from '../../contracts/events.contract.ts';
import { aMail, mailerContract, type SeenMail } from '../../contracts/mailer.contract.ts';
import { notifierContract } from '../../contracts/notifier.contract.ts';
import { secretsContract } from '../../contracts/secrets.contract.ts';
import { suppressionsContract } from '../../contracts/suppressions.contract.ts';
import { texterContract } from '../../contracts/texter.contract.ts';
import { type ArrivedMail, localSmtp } from '../../support/local-smtp.ts';
import { readMail } from '../../support/read-mail.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { credentials } from '../../support/twilio.ts';
import { webReceiver } from '../../support/web-receiver.ts';
import { withCode } from '../../support/with-code.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const clock = { now: () => new Date('2026-11-22T10:00:00.000Z') };

function open(): OpenRecords {
  const records = openRecords(join(temporaryFolder(), 'records.sqlite'));
  closing.push(() => records.close());
  return records;
}

async function sent(records: OpenRecords): Promise<SeenMail[]> {
  const { items } = await records.messages.list({ limit: 200 });
  return items
    .filter(({ channel }) => channel === 'mail')
    .map(({ to, subject, text, html }) => ({ to, subject: subject ?? '', text, html: html ?? undefined }));
}

async function openSmtp(answerTo?: (address: string) => string) {
  const server = await localSmtp(answerTo);
  closing.push(() => server.stop());
  const { messages, suppressions } = open();
  const from = 'Mainstay <mainstay@example.com>';
  const mailer = smtpMailer({ url: server.url, from, messages, suppressions, clock });
  closing.push(() => mailer.close());
  return { mailer, messages, suppressions, server };
}

function seenOf({ to, source }: ArrivedMail): SeenMail {
  const { subject, text, html } = readMail(source);
  return { to: to.join(), subject, text, html };
}

describe('events in the outbox', () =>
  eventsContract(async () => {
    const { outbox } = open();
    const heard: MainstayEvent[] = [];
    const subscriber = { name: 'test', deliver: async (event: MainstayEvent) => void heard.push(event) };
    const delivery = new EventDelivery({ outbox, subscribers: [subscriber], clock, onFailure: () => undefined });
    delivery.start();
    closing.push(() => delivery.stop());
    const hear = async () => {
      while (outbox.next('test', clock.now().getTime())) await sleep(1);
      return heard;
    };
    return { events: outbox, heard: hear };
  }));

describe('suppressions in SQLite', () => suppressionsContract(async () => open()));

describe('mail in the outbox', () =>
  mailerContract(async () => {
    const records = open();
    return {
      mailer: outboxMailer({ ...records, clock }),
      suppressions: records.suppressions,
      seen: () => sent(records),
    };
  }));

describe('mail by SMTP', () => {
  mailerContract(async () => {
    const { mailer, suppressions, server } = await openSmtp();
    return { mailer, suppressions, seen: async () => server.arrived.map(seenOf) };
  });

  it('carries List-Unsubscribe and a Message-ID that is the same for the same message', async () => {
    const { mailer, server } = await openSmtp();
    await mailer.send({ ...aMail, list: true });
    await mailer.send(aMail);
    const [first, second] = server.arrived.map(({ source }) => source);
    expect(first).toMatch(/^List-Unsubscribe: <mailto:mainstay@example\.com\?subject=unsubscribe>\r$/m);
    expect(second).not.toContain('List-Unsubscribe');
    const id = /\r\nMessage-ID: (<[0-9a-f]{32}@example\.com>)\r\n/;
    expect(id.exec(first ?? '')?.[1]).toBe(id.exec(second ?? '')?.[1] ?? 'no id');
    expect(server.arrived[0]?.from).toBe('mainstay@example.com');
  });

  it('cannot be made to carry more headers or recipients by what is in it', async () => {
    const { mailer, server } = await openSmtp();
    await mailer.send({ ...aMail, subject: 'a.csv\r\nBcc: all@example.com\r\n\r\nhi' });
    expect(server.arrived.map(({ to }) => to)).toEqual([['ana@example.com']]);
    expect(server.arrived[0]?.source).not.toMatch(/^Bcc:/im);
  });

  it.each([
    ['550 no such user', 'message-refused', [['ana@example.com', 'refused']]],
    ['451 try later', 'message-not-delivered', []],
  ] as const)('takes %s for %s', async (answer, code, noted) => {
    const { mailer, messages } = await openSmtp(() => answer);
    await expect(mailer.send(aMail)).rejects.toEqual(withCode(code));
    const { items } = await messages.list({ limit: 10 });
    expect(items.map(({ to, state }) => [to, state])).toEqual(noted);
  });

  it('says that the server is not there', async () => {
    const { mailer, server } = await openSmtp();
    await server.stop();
    await expect(mailer.send(aMail)).rejects.toEqual(withCode('message-not-delivered'));
  });
});

describe('text messages in the outbox', () =>
  texterContract(async () => {
    const records = open();
    const texter = outboxTexter({ ...records, clock });
    const seen = async () => {
      const { items } = await records.messages.list({ limit: 10 });
      return items.toReversed().map(({ to, text }) => [to, text] as const);
    };
    return { texter, seen };
  }));

describe('text messages by Twilio', () =>
  texterContract(async () => {
    const twilio = await webReceiver(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }));
    closing.push(() => twilio.stop());
    const secrets = environmentSecrets({ TWILIO: JSON.stringify(credentials) });
    const texter = twilioTexter({ secrets, secretName: 'TWILIO', fetch, sleep, endpoint: twilio.url });
    const seen = async () =>
      twilio.received.map(({ body }) => {
        const form = new URLSearchParams(body);
        return [form.get('To') ?? '', form.get('Body') ?? ''] as const;
      });
    return { texter, seen };
  }));

describe('notices in the outbox', () =>
  notifierContract(async () => {
    const records = open();
    const notifier = outboxNotifier({ ...records, clock });
    const seen = async () => {
      const { items } = await records.messages.list({ limit: 10 });
      return items.toReversed().map(({ subject, text }) => `${subject}\n${text}`);
    };
    return { notifier, seen };
  }));

describe('secrets of the environment', () => {
  secretsContract(async (held) => environmentSecrets(held));

  it('may lie in a file, which is read anew', async () => {
    const file = join(temporaryFolder(), 'secret');
    writeFileSync(file, 'first\n');
    const secrets = environmentSecrets({ KEY_FILE: file });
    expect(await secrets.get('KEY')).toBe('first');
    writeFileSync(file, 'second');
    expect(await secrets.get('KEY')).toBe('second');
  });

  it.each([
    ['both are set', { KEY: 'a', KEY_FILE: '/b' }],
    ['the file is not there', { KEY_FILE: '/nowhere/at/all' }],
    ['the variable is empty', { KEY: '' }],
  ])('are missing where %s', async (_, source) => {
    await expect(environmentSecrets(source).get('KEY')).rejects.toEqual(withCode('secret-missing'));
  });
});
