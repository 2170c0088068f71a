import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lineage } from '../../../../core/lifecycle/lineage.ts';
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
      'Model details',
      'Intended use',
      'Factors',
      'Metrics',
      'Evaluation data',
      'Training data',
      'Quantitative analyses',
      'Ethical considerations',
      'Caveats and recommendations',
      'How to make it again',
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

  it('tells horizon, lead time, split, outreach, fairness and contact', () => {
    for (const text of [
      'leaving within 30 days; lead time before them: 0 days',
      'Split at random',
      '500 held out on purpose, 1,000 contacted',
      '### Fairness',
      '| Plan: Basic |',
      'Contact: the team that runs this installation',
      'Since the model before: ',
      'More data: Yes',
    ]) {
      expect(card).toContain(text);
    }
    const late = renderCard({ ...input, profile: { ...input.profile, leadTimeDays: 14 } });
    expect(late).toContain('lead time before them: 14 days');
  });

  it('names the parts and repeats the run where its origin is kept, and the file where it is not', () => {
    const sha256 = 'c'.repeat(64);
    const lineage = Lineage.parse({
      format: 'mainstay-lineage/1',
      version: input.version,
      runId: 'run-77',
      parts: [{ partId: '20261101-abc', sha256, rows: 8123 }],
      profile: { name: 'example', version: 3, sha256 },
      code: { version: '1.2.3', commit: 'f00' },
      families: ['xgboost'],
      settings: { budgetSeconds: 3 },
      seed: 7,
      libraries: {},
      by: 'dana',
      reason: 'scheduled',
    });
    const kept = renderCard({ ...input, lineage });
    expect(kept).toContain(`| 20261101-abc | 8,123 | ${sha256} |`);
    expect(kept).toContain(`\`mainstay train --like ${input.version}\``);
    expect(kept).toContain('started by dana (scheduled)');
    expect(card).toContain('`mainstay train FILE --profile example --seed 7`');
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
