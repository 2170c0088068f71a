import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, Html, html, printable, say } from '../../../../core/lifecycle/report/html.ts';
import { readMarkup } from '../../../support/markup.ts';

describe('html', () => {
  it('escapes values and keeps markup', () => {
    expect(html`<b title="${'"x"'}">${'<i>&'}${html`<i>k</i>`}</b>`.markup).toBe(
      '<b title="&quot;x&quot;">&lt;i&gt;&amp;<i>k</i></b>',
    );
  });

  it('leaves nothing for absent values and joins lists', () => {
    expect(html`${null}${undefined}${false}${[1, 'a', html`<b>c</b>`]}`.markup).toBe('1a<b>c</b>');
  });

  it('is not fooled by objects that look like markup', () => {
    expect(html`${JSON.stringify(new Html('<b>'))}`.markup).not.toContain('<b>');
  });

  it('gives any text back after a strict reading, in content and in attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readMarkup(html`<b title="${text}">${text}</b>`.markup);
        expect(read.tags).toEqual([{ name: 'b', attributes: ['title'] }]);
        expect(read.text).toBe(printable(text));
        expect(read.values).toEqual([printable(text)]);
      }),
    );
  });
});

describe('printable', () => {
  it.each(['\u0000', '\u001b', '\u202e', '\u2066', '\u200f', '\ud800', '\uffff'])('replaces %j', (character) => {
    expect(printable(`a${character}b`)).toBe('a\ufffdb');
  });

  it('keeps what people write', () => {
    expect(printable('요금 €5 – ok 👩‍👩‍👧\n다음')).toBe('요금 €5 – ok 👩‍👩‍👧 다음');
  });
});

describe('escapeHtml', () => {
  it('escapes the five characters', () => {
    expect(escapeHtml(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
  });
});

describe('say', () => {
  it('marks each language, and says once what is the same in both', () => {
    expect(say({ en: 'yes', ko: '예' }).markup).toBe(
      '<span class="en" lang="en">yes</span><span class="ko" lang="ko">예</span>',
    );
    expect(say({ en: 'XGBoost', ko: 'XGBoost' }).markup).toBe('XGBoost');
  });

  it('keeps a Korean particle with its figure', () => {
    expect(say({ en: '10%', ko: '10%에게' }).markup).toContain('10%\u2060에게');
  });
});
