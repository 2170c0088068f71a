import { expect, it } from '@jest/globals';
import type { Texter } from '../../core/ports.ts';

export interface TexterUnderTest {
  readonly texter: Texter;
  /** Number and text of every message that was handed over. */
  readonly seen: () => Promise<readonly (readonly [to: string, text: string])[]>;
}

/** What every adapter of {@link Texter} does. */
export function texterContract(open: () => Promise<TexterUnderTest>): void {
  it('hands messages over, in any script', async () => {
    const { texter, seen } = await open();
    await texter.send({ messageId: 'm1', to: '+821012345678', text: '이탈 위험 높음: c1 & c2 +1' });
    await texter.send({ messageId: 'm2', to: '+4915112345678', text: 'Drop failed: drop-1, unreadable-file' });
    expect(await seen()).toEqual([
      ['+821012345678', '이탈 위험 높음: c1 & c2 +1'],
      ['+4915112345678', 'Drop failed: drop-1, unreadable-file'],
    ]);
  });
}
