import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooserScript } from '../../../../core/lifecycle/report/chooser/script.generated.ts';
import { count, interval, percent, times } from '../../../../core/lifecycle/report/format.ts';
import { printable } from '../../../../core/lifecycle/report/html.ts';
import { ReportInput } from '../../../../core/lifecycle/report/input.ts';
import { renderReport } from '../../../../core/lifecycle/report/render-report.ts';
import { readMarkup } from '../../../support/markup.ts';
import { hostileText, withText } from '../../../support/report-hostile.ts';
import { exampleInput } from '../../../support/report-input.ts';

const input = exampleInput();
const report = renderReport(input);
const read = readMarkup(report);

describe('renderReport', () => {
  it('is the same text for the same input', () => {
    expect(renderReport(exampleInput())).toBe(report);
  });

  it('closes every tag in order and has all sections in order', () => {
    const order = [
      'verdict',
      'figures',
      'money',
      'curves',
      'candidates',
      'drivers',
      'segments',
      'fairness',
      'learning',
      'data',
      'changes',
      'making',
    ];
    expect([...report.matchAll(/<section id="([a-z]+)"/g)].map((match) => match[1])).toEqual(order);
    for (const id of order.slice(1)) expect(report).toContain(`href="#${id}"`);
  });

  it('asks nothing of a network and runs its one script only', () => {
    const [before = '', after = '', ...more] = report.split(`<script>${chooserScript}</script>`);
    expect(more).toEqual([]);
    expect(before + after).not.toMatch(/https?:|url\(|@import|src=|javascript:|<script|\bon[a-z]+=/i);
    expect(chooserScript).not.toMatch(/https?:|fetch|XMLHttp|innerHTML|eval|Function\(|import\(|localStorage|cookie/);
    expect(report).toContain(`script-src 'sha256-${createHash('sha256').update(chooserScript).digest('base64')}';`);
    expect(report).toContain("default-src 'none'");
    expect([...report.matchAll(/href="([^"]*)"/g)].every((match) => match[1]?.startsWith('#'))).toBe(true);
  });

  it('is small', () => {
    expect(Buffer.byteLength(report)).toBeLessThan(500_000);
  });

  it('shows the numbers of the data', () => {
    const { figures, deciles, confusion, segments } = input.metrics;
    const shown = [
      interval(figures.rocAuc),
      interval(figures.prAuc),
      interval(figures.brier),
      interval(figures.logLoss),
      interval(figures.calibrationError, percent),
      interval(figures.precision, percent),
      interval(figures.recall, percent),
      interval(figures.f1),
      ...deciles.map((one) => interval(one.lift, times)),
      ...Object.values(confusion).map(count),
      ...segments.map((one) => interval(one.observedRate, percent)),
      ...input.metrics.candidates.flatMap((one) => (one.test ? [interval(one.test.rocAuc)] : [])),
      count(input.dataQuality.rowsIn),
      input.model.trainingData.sha256,
      input.version,
    ];
    for (const text of shown) expect(read.text).toContain(text);
  });

  it('says every drawing in words, and gives its numbers as a table', () => {
    const drawings = report.match(/<svg [^>]*role="img" aria-label="[^"]{10,}"/g) ?? [];
    expect(drawings).toHaveLength(report.split('<svg ').length - 1);
    for (const figure of report.split('<figure').slice(1))
      expect(figure.slice(0, figure.indexOf('</figure>'))).toContain('<table');
  });

  it('speaks Korean as well', () => {
    const pairs = [report.split('class="en').length, report.split('class="ko').length];
    expect(pairs[0]).toBe(pairs[1]);
    expect(read.text).toContain('핵심 지표');
    expect(read.text).toContain('예시 구독');
  });

  it('names what was left out, set aside and failed', () => {
    for (const text of [
      'cancel_date',
      'refund',
      'region',
      'charge: not a number',
      'coupon',
      'the time budget of 2 s was too short',
    ]) {
      expect(read.text).toContain(text);
    }
  });

  it('stands data with nothing in it', () => {
    const { metrics, exploration, profile } = input;
    const bare: ReportInput = {
      ...input,
      profile: { ...profile, money: null, segments: [] },
      exploration: {
        ...exploration,
        features: exploration.features.map((one) =>
          one.kind === 'number' ? { ...one, bins: [] } : { ...one, values: [] },
        ),
        correlations: [],
        leaks: [],
      },
      metrics: {
        ...metrics,
        profitCurve: [],
        segments: [],
        calibrationBins: [],
        deciles: [],
        rocCurve: [],
        prCurve: [],
        importance: metrics.importance.map((one) => ({ ...one, share: 0 })),
      },
      dataQuality: { rowsIn: 0, rowsAccepted: 0, rowsQuarantined: 0, warnings: [], quarantineByReason: [] },
    };
    const text = renderReport(bare);
    readMarkup(text);
    expect(text).toContain('There is no profit curve');
    expect(text.replace(chooserScript, '')).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('escapes hostile names and values wherever they stand', () => {
    const allowedTags = new Set(read.tags.map((tag) => tag.name));
    const allowedAttributes = new Set(read.tags.flatMap((tag) => tag.attributes));
    fc.assert(
      fc.property(hostileText, (text) => {
        const found = readMarkup(renderReport(ReportInput.parse(withText(input, text))));
        for (const tag of found.tags) {
          if (!allowedTags.has(tag.name)) throw new Error(`<${tag.name}> came in`);
          const strange = tag.attributes.find((attribute) => !allowedAttributes.has(attribute));
          if (strange !== undefined) throw new Error(`${strange} came in`);
        }
        expect(found.text.replaceAll('\u2060', '')).toContain(printable(text).replaceAll('\u2060', ''));
      }),
      { numRuns: 30 },
    );
  });
});
