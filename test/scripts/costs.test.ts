import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { columns, costTable, withCostTable } from '../../scripts/costs/cost-table.ts';
import { costLines } from '../../scripts/costs/lines.ts';
import { assumed, prodStage } from '../../scripts/costs/usage.ts';
import { allTemplatesOf } from '../lib/support/synthesised.ts';

const Alarm = z.object({
  Properties: z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() }),
});
const line = (what: string) => costLines.find((one) => one.what === what)?.dollars ?? (() => Number.NaN);

describe('the table of costs', () => {
  it('stands in the guide as prices and assumptions give it', () => {
    const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    expect(withCostTable(guide) === guide).toBe(true); // else: node scripts/costs.ts
  });

  it('adds up, and grows with the customers in every line', () => {
    for (const { dollars } of costLines) {
      const amounts = columns.map(dollars);
      expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
      expect(amounts.every((amount) => amount >= 0 && Number.isFinite(amount))).toBe(true);
    }
    const together = costLines.reduce((total, { dollars }) => total + dollars(1_000_000), 0);
    expect(costTable()).toContain(`**${together.toFixed(2)}** |`);
  });

  it('reckons as its second column says', () => {
    expect(line('Records: writing')(1_000_000)).toBeCloseTo(1e6 * (365.25 / 84) * 10 * 0.705e-6, 6);
    expect(line('Records: daily backups')(1_000_000)).toBeCloseTo(((1e6 * 4) / 1024 ** 2) * 35 * 0.1132, 6);
    expect(line('Workflow')(1_000_000)).toBeCloseTo((365.25 / 84) * (8 + 40 * 3) * 25e-6, 9);
    expect(line('Queues, asked for messages')(0)).toBeCloseTo(4 * 900 * 730.5 * 0.4e-6, 9);
  });

  it('refuses a document without the marks', () => {
    expect(() => withCostTable('no table')).toThrow('<!-- costs: begin -->');
  });
});

describe('the numbers that costs are reckoned from', () => {
  let templates: readonly Template[];
  beforeAll(() => {
    templates = allTemplatesOf('prod');
  });
  const all = (type: string) => templates.flatMap((template) => Object.values(template.findResources(type)));

  it('are those of the templates', () => {
    const alarms = all('AWS::CloudWatch::Alarm').map((one) => Alarm.parse(one).Properties);
    const metrics = alarms.map(
      ({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1,
    );
    expect(prodStage).toEqual({
      alarmMetrics: metrics.reduce((total, count) => total + count, 0),
      queuesAsked: all('AWS::Lambda::EventSourceMapping').length,
      kmsKeys: all('AWS::KMS::Key').length,
      dashboards: all('AWS::CloudWatch::Dashboard').length,
      functions: all('AWS::Lambda::Function').length,
    });
  });

  it('has a month of a twelfth of a year', () => {
    expect(assumed.weeksPerMonth * 7 * 24).toBeCloseTo(assumed.hoursPerMonth, 9);
  });
});
