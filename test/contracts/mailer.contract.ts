import { describe, expect, it } from '@jest/globals';
import type { Mail, Mailer, Suppressions } from '../../core/ports.ts';

/** What a mailer was seen to hand over. */
export interface SeenMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
}

export interface MailerUnderTest {
  readonly mailer: Mailer;
  readonly suppressions: Suppressions;
  readonly seen: () => Promise<readonly SeenMail[]>;
}

export const aMail: Mail = { messageId: 'm1#한', to: 'ana@example.com', subject: 'Hello', text: 'One line.\n' };

/** What every adapter of {@link Mailer} does. */
export function mailerContract(open: () => Promise<MailerUnderTest>): void {
  describe('a mail', () => {
    it('is handed over with its subject and text, in any script', async () => {
      const { mailer, seen } = await open();
      const subject = '이탈 위험이 높아진 고객 3명 — “now”';
      const text = '고객입니다.\n.\nA line of its own dot, and ümlauts 🙂\n';
      expect(await mailer.send({ ...aMail, subject, text })).toBe('sent');
      expect(await seen()).toEqual([{ to: 'ana@example.com', subject, text, html: undefined }]);
    });

    it('may have a page beside its text', async () => {
      const { mailer, seen } = await open();
      await mailer.send({ ...aMail, html: '<p>One line, <b>안녕</b>.</p>' });
      expect((await seen())[0]).toMatchObject({ text: aMail.text, html: '<p>One line, <b>안녕</b>.</p>' });
    });

    it('never goes to a suppressed address, however it is written', async () => {
      const { mailer, suppressions, seen } = await open();
      await suppressions.add({ address: 'Ana@Example.com', reason: 'bounce', at: '2026-11-22T10:00:00.000Z' });
      expect(await mailer.send(aMail)).toBe('suppressed');
      expect(await mailer.send({ ...aMail, to: 'ANA@example.COM' })).toBe('suppressed');
      expect(await mailer.send({ ...aMail, to: 'bo@example.com' })).toBe('sent');
      expect((await seen()).map(({ to }) => to)).toEqual(['bo@example.com']);
    });
  });
}
