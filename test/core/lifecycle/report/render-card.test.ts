import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { interval, percent } from '../../../../core/lifecycle/report/format.ts';
import { ReportInput } from '../../../../core/lifecycle/report/input.ts';
import { mdCode, mdText } from '../../../../core/lifecycle/report/markdown.ts';
import { renderCard } from '../../../../core/lifecycle/report/render-card.ts';
import { hostileText, withText } from '../../../support/report-hostile.ts';
import { exampleInput } from '../../../support/report-input.ts';

const input = exampleInput();
const card = renderCard(input);

/** Markdown without its code, in which nothing is read as markup. */
function withoutCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
}

/** How each line begins, and how many cells it has. */
function shapeOf(markdown: string): string[] {
  return withoutCode(markdown)
    .split('\n')
    .map((line) => `${/^(#+ |- |\||\*\*)?/.exec(line)?.[0]} ${line.match(/(?<!\\)\|/g)?.length ?? 0}`);
}

describe('renderCard', () => {
  it('has the parts of a model card', () => {
    expect([...card.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual([
      'Model',
      'Intended use',
      'Data',
      'Figures',
      'Customer groups',
      'Limits',
      'Ethics',
      'How to make it again',
      'Licence and contact',
    ]);
  });

  it('shows the numbers of the data', () => {
    const { figures, segments } = input.metrics;
    for (const text of [
      interval(figures.rocAuc),
      interval(figures.brier),
      interval(figures.calibrationError, percent),
      ...segments.map((one) => interval(one.observedRate, percent)),
      input.model.trainingData.sha256,
      input.version,
      `--seed ${input.model.seed}`,
    ]) {
      expect(card).toContain(text);
    }
  });

  it('names a leak once before its reason', () => {
    expect(card).toContain('- refund: its values alone');
  });

  it('keeps its lines, tables and headings whatever the names are', () => {
    const usual = shapeOf(renderCard(ReportInput.parse(withText(input, 'harmless'))));
    fc.assert(
      fc.property(hostileText, (text) => {
        const found = renderCard(ReportInput.parse(withText(input, text)));
        expect(shapeOf(found)).toEqual(usual);
        expect(withoutCode(found)).not.toMatch(/<[a-z!/]|(?<!\\)\]\(/i);
      }),
      { numRuns: 40 },
    );
  });
});

describe('mdText', () => {
  it.each([
    ['a_b*c*', String.raw`a\_b\*c\*`],
    ['<b>&', '&lt;b&gt;&amp;'],
    ['[x](y)', String.raw`\[x\](y)`],
    ['# no', String.raw`\# no`],
    ['- no', String.raw`\- no`],
    ['a | b', String.raw`a \| b`],
    ['https://x.y', 'https&#58;//x.y'],
  ])('makes %j plain', (text, plain) => {
    expect(mdText(text)).toBe(plain);
  });
});

describe('mdCode', () => {
  it('fences backticks with more of them', () => {
    expect(mdCode('a``b')).toBe('``` a``b ```');
    expect(mdCode('plain')).toBe('`plain`');
  });
});
