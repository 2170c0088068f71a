import { expect, it } from '@jest/globals';
import type { Notifier } from '../../core/ports.ts';

export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** Everything that the team can read, subject and text together. */
  readonly seen: () => Promise<readonly string[]>;
}

/** What every adapter of {@link Notifier} does. */
export function notifierContract(open: () => Promise<NotifierUnderTest>): void {
  it('tells the team subject and text, in any script', async () => {
    const { notifier, seen } = await open();
    await notifier.tell({ noticeId: 'n1', subject: 'Model 2 scores from now on', text: 'Why: better\nby ana' });
    await notifier.tell({ noticeId: 'n2', subject: '파일을 처리하지 못했습니다', text: '접수 번호: drop-1' });
    const [first, second] = await seen();
    for (const part of ['Model 2 scores from now on', 'Why: better\nby ana']) expect(first).toContain(part);
    for (const part of ['파일을 처리하지 못했습니다', '접수 번호: drop-1']) expect(second).toContain(part);
  });
}
