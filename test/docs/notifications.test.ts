import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import { signatureOf } from '../../local/events/webhook.ts';
import { NoticesEnv } from '../../local/notifications/notices-env.ts';

const text = readFileSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'docs/notifications.md'), 'utf8');

const Snippet = z.object({
  isFromMainstay: z.function({
    input: [z.string(), z.string(), z.string(), z.number()],
    output: z.boolean(),
  }),
});

describe('docs/notifications.md', () => {
  it('names every variable that is read, and no other', () => {
    const named = [...text.matchAll(/^\| `(MAINSTAY_\w+)`( \(`_FILE`\))?/gm)].flatMap(([, name = '', file]) =>
      file ? [name, `${name}_FILE`] : [name],
    );
    expect(named.toSorted()).toEqual(Object.keys(NoticesEnv.shape).toSorted());
  });

  it('names every event', () => {
    const named = [...text.matchAll(/^\| `([A-Z][a-zA-Z]+)` \|/gm)].map(([, name = '']) => name);
    expect(named.toSorted()).toEqual(MainstayEvent.options.map(({ shape }) => shape.type.value).toSorted());
  });

  it('shows a check of the signature that lets in what the webhook sends, and nothing else', async () => {
    const code = /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const { isFromMainstay } = Snippet.parse(
      await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`),
    );
    const at = new Date('2026-11-22T10:00:00.000Z');
    const header = signatureOf('{"한":1}', 'the secret', at);
    const check = (changes: { header?: string; body?: string; secret?: string; laterMs?: number }): boolean =>
      isFromMainstay(
        changes.header ?? header,
        changes.body ?? '{"한":1}',
        changes.secret ?? 'the secret',
        at.getTime() + (changes.laterMs ?? 0),
      );
    expect(check({})).toBe(true);
    expect(check({ body: '{"한":2}' })).toBe(false);
    expect(check({ secret: 'another' })).toBe(false);
    expect(check({ laterMs: 301_000 })).toBe(false);
    expect(check({ header: header.replace('t=1', 't=2') })).toBe(false);
    expect(check({ header: 't=1,v1=00' })).toBe(false);
  });
});
