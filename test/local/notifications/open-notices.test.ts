import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openNotices } from '../../../local/notifications/open-notices.ts';
import type { LoggedMessage } from '../../../local/records/message-log.sqlite.ts';
import { openRecords } from '../../../local/records/open-records.ts';
import { anEvent } from '../../contracts/event-examples.ts';
import { localSmtp } from '../../support/local-smtp.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { credentials } from '../../support/twilio.ts';
import { webReceiver } from '../../support/web-receiver.ts';
import { withCode } from '../../support/with-code.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open(source: Readonly<Record<string, string>>) {
  const records = openRecords(join(temporaryFolder(), 'records.sqlite'));
  closing.push(() => records.close());
  const logged: string[] = [];
  const note = (event: string, facts: unknown): void => void logged.push(JSON.stringify([event, facts]));
  const home = { records, clock: { now: () => new Date() } };
  const notices = await openNotices(home, source, { info: note, error: note });
  notices.start();
  closing.push(() => notices.stop());
  const messages = async (count: number): Promise<readonly LoggedMessage[]> => {
    for (let tries = 0; tries < 500; tries += 1) {
      const { items } = await records.messages.list({ limit: 200 });
      if (items.length >= count) return items;
      await sleep(5);
    }
    throw new Error(`fewer than ${count} messages`);
  };
  return { records, logged, messages };
}

const summary = (messages: readonly LoggedMessage[]) =>
  messages.map(({ channel, to, state }) => `${channel} ${to} ${state}`).toSorted();

describe('the notices of a home', () => {
  it('are kept where people can read them if nothing is configured', async () => {
    const { records, messages } = await open({ MAINSTAY_NOTICE_LANGUAGE: 'ko' });
    await records.outbox.publish(anEvent('BatchCompleted'), anEvent('DropRejected'), anEvent('ScoreRecorded'));
    const found = await messages(2);
    expect(summary(found)).toEqual(['mail account-managers kept', 'notice  kept']);
    expect(found.find(({ channel }) => channel === 'mail')?.subject).toContain('이탈 위험 높음 1,200명');
  });

  it('go by mail, text message and webhook as the variables say, and no secret into the log', async () => {
    const smtp = await localSmtp((address) => (address.startsWith('gone') ? '550 gone' : '250 OK'));
    const twilio = await webReceiver(() => ({ status: 201 }));
    const crm = await webReceiver(() => ({ status: 200 }));
    closing.push(
      () => smtp.stop(),
      () => twilio.stop(),
      () => crm.stop(),
    );
    const { records, logged, messages } = await open({
      MAINSTAY_SMTP_URL: smtp.url,
      MAINSTAY_MAIL_FROM: 'mainstay@example.com',
      MAINSTAY_MAIL_TO: 'ana@example.com,gone@example.com',
      MAINSTAY_TEAM_MAIL_TO: 'ops@example.com',
      MAINSTAY_TEXT_TO: '+4915112345678',
      MAINSTAY_TWILIO: JSON.stringify(credentials),
      MAINSTAY_TWILIO_ENDPOINT: twilio.url,
      MAINSTAY_WEBHOOK_URL: crm.url,
      MAINSTAY_WEBHOOK_SECRET: 'sixteen characters and more',
    });
    await records.outbox.publish(anEvent('TierEscalated'), anEvent('DropRejected'), anEvent('ScoreRecorded'));
    expect(summary(await messages(6))).toEqual([
      'mail ana@example.com sent',
      'mail gone@example.com refused',
      'mail ops@example.com sent',
      'notice  kept',
      'text +4915112345678 sent',
      'text +4915112345678 sent',
    ]);
    expect(smtp.arrived.map(({ to }) => to.join())).toEqual(['ana@example.com', 'ops@example.com']);
    expect(twilio.received).toHaveLength(2);
    for (let tries = 0; tries < 500 && crm.received.length < 3; tries += 1) await sleep(5);
    expect(crm.received.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'TierEscalated-1',
      'DropRejected-1',
      'ScoreRecorded-1',
    ]);
    expect(logged.join()).not.toMatch(/tok\/en|sixteen|example\.com/);
  });

  it.each([
    ['MAINSTAY_MAIL_FROM', { MAINSTAY_SMTP_URL: 'smtp://localhost' }],
    ['MAINSTAY_SMTP_URL', { MAINSTAY_SMTP_URL: 'localhost:25 s3cret', MAINSTAY_MAIL_FROM: 'm@example.com' }],
    ['MAINSTAY_MAIL_TO', { MAINSTAY_MAIL_TO: 's3cret' }],
    ['MAINSTAY_TEXT_TO', { MAINSTAY_TEXT_TO: '0151 s3cret' }],
    ['MAINSTAY_WEBHOOK_URL', { MAINSTAY_WEBHOOK_URL: 'ftp://s3cret', MAINSTAY_WEBHOOK_SECRET: 'x'.repeat(16) }],
    ['MAINSTAY_WEBHOOK_SECRET', { MAINSTAY_WEBHOOK_URL: 'https://crm.example.com' }],
    ['MAINSTAY_WEBHOOK_SECRET', { MAINSTAY_WEBHOOK_URL: 'https://crm.example.com', MAINSTAY_WEBHOOK_SECRET: 's3cret' }],
    ['MAINSTAY_WEBHOOK_SECRET', { MAINSTAY_WEBHOOK_SECRET: 's3cret and sixteen characters' }],
    ['MAINSTAY_NOTICE_LANGUAGE', { MAINSTAY_NOTICE_LANGUAGE: 's3cret' }],
  ])('are refused for a wrong %s, which is named and not quoted: %j', async (name, source) => {
    const opening = open(source);
    await expect(opening).rejects.toEqual(withCode('invalid-request'));
    const said = await opening.catch((error: unknown) => String(error));
    expect(said).toContain(name);
    expect(said).not.toContain('s3cret');
  });

  it.each([
    ['MAINSTAY_TWILIO', { MAINSTAY_TWILIO: '{"authToken":"s3cret"}' }],
    ['MAINSTAY_SMTP_URL_FILE', { MAINSTAY_SMTP_URL_FILE: '/nowhere/at/all', MAINSTAY_MAIL_FROM: 'm@example.com' }],
  ])('are refused for a wrong secret in %s', async (name, source) => {
    const opening = open(source);
    await expect(opening).rejects.toEqual(withCode('secret-missing'));
    const said = await opening.catch((error: unknown) => String(error));
    expect(said).toContain(name);
    expect(said).not.toContain('s3cret');
  });
});
