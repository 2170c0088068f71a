import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { chooserView, teamNumbersOf } from '../../../../../core/lifecycle/report/chooser/chooser-view.ts';
import { decodePoints } from '../../../../../core/lifecycle/report/chooser/points-text.ts';
import { chooserScript, chooserScriptSource } from '../../../../../core/lifecycle/report/chooser/script.generated.ts';
import { renderReport } from '../../../../../core/lifecycle/report/render-report.ts';
import { generatedFile, reportScript } from '../../../../../scripts/build-report-script.ts';
import { readMarkup } from '../../../../support/markup.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const typed = { cost: '5', success: '20', value: '150.5', capacity: '20' };
const input = exampleInput();
const report = renderReport(input);
const encoded = /data-points="([^"]+)"/.exec(report)?.[1] ?? '';

/** As much of an element as the script touches. */
const element = (dataset: Record<string, string> = {}) => ({
  dataset,
  hidden: true,
  textContent: '',
  attributes: {} as Record<string, string>,
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  },
});

/** A page of the chooser with these values in its fields, as much of one as the script touches. */
function pageWith(values: Record<string, string>) {
  const found: Record<string, ReturnType<typeof element>[]> = {
    '[data-fields]': [element()],
    '[data-slot]': ['share', 'profit', 'breakEven'].map((slot) => element({ slot })),
    '[data-line]': [element()],
    '[data-mark]': [element()],
    '[data-zero]': [element()],
  };
  const listeners: (() => void)[] = [];
  const chooser = {
    ...element({ points: encoded, currency: 'USD' }),
    addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    querySelectorAll(selector: string) {
      const field = /^\[name=(\w+)\]$/.exec(selector)?.[1];
      return field === undefined ? (found[selector] ?? []) : [{ value: values[field] }];
    },
  };
  const document = { querySelectorAll: () => [chooser] };
  return { document, chooser, found, type: () => listeners.forEach((listener) => listener()) };
}

describe('the report’s script', () => {
  it('is what its source bundles to, and its hash is its own', async () => {
    const made = await reportScript();
    expect(readFileSync(generatedFile, 'utf8') === made).toBe(true); // npm run build:report
    expect(chooserScriptSource).toBe(`'sha256-${createHash('sha256').update(chooserScript).digest('base64')}'`);
  });

  it('shows what the core works out, at once and as numbers are typed', () => {
    const values = { ...typed };
    const page = pageWith(values);
    runInNewContext(chooserScript, { document: page.document, Intl });
    expect(page.found['[data-fields]']?.[0]?.hidden).toBe(false);
    for (const cost of ['5', '1.5', '']) {
      values.cost = cost;
      page.type();
      const view = chooserView({ ...typed, cost }, decodePoints(encoded), 'USD');
      expect(page.chooser.attributes['data-state']).toBe(view.state);
      if (view.state === 'wrong') continue;
      for (const slot of page.found['[data-slot]'] ?? []) {
        expect(slot.textContent).toBe(view.slots[slot.dataset['slot'] ?? '']);
      }
      expect(page.found['[data-line]']?.[0]?.attributes['d'] === view.line).toBe(true);
      expect(page.found['[data-mark]']?.[0]?.attributes['cx']).toBe(String(view.mark.x));
    }
  });
});

describe('the chooser without scripts', () => {
  const { text } = readMarkup(report);

  it('hides the fields, and shows the choice for the numbers of the profile and others around them', () => {
    expect(report).toMatch(/<div class="fields" data-fields hidden>/);
    expect(report).toContain('data-state="pays"');
    const view = chooserView(
      { ...typed, value: /name="value" value="([^"]+)"/.exec(report)?.[1] ?? '' },
      decodePoints(encoded),
      'USD',
    );
    expect(text).toContain(`brings ${view.slots['profit']} per 1,000 customers`);
    for (const shown of ['$2.50', 'keeps 10%', 'keeps 40%', 'pays from']) expect(text).toContain(shown);
  });

  it('asks for a worth where the profile names no money', () => {
    const page = renderReport({ ...input, profile: { ...input.profile, money: null } });
    expect(page).toContain('data-state="wrong"');
    expect(page).not.toContain('Choices for a worth');
  });
});

describe('teamNumbersOf', () => {
  it('reads percent as shares', () => {
    expect(teamNumbersOf(typed)).toEqual({ contactCost: 5, successRate: 0.2, valueSaved: 150.5, capacityShare: 0.2 });
  });

  it.each([
    ['cost', '-1'],
    ['cost', ''],
    ['cost', '1e999'],
    ['success', '0'],
    ['success', '101'],
    ['value', '0'],
    ['value', 'many'],
    ['capacity', '0'],
    ['capacity', '120'],
  ])('refuses a %s of %j', (field, text) => {
    expect(teamNumbersOf({ ...typed, [field]: text })).toBeUndefined();
  });
});
