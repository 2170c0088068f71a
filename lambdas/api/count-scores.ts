import type { CustomerRecords } from '../../core/ports.ts';
import { type Tier, tiers } from '../../core/scoring/score.ts';

/** Customer records that tell of every score that was recorded. */
export function countScores(customers: CustomerRecords, onRecorded: (tier: Tier) => void): CustomerRecords {
  return {
    putScores: async (scores) => {
      const tiersBefore = await customers.putScores(scores);
      for (const { tier } of scores) onRecorded(tier);
      return tiersBefore;
    },
    putScoredRows: async (rows) => {
      const tiersBefore = await customers.putScoredRows(rows);
      for (const place of rows.tier.subarray(0, rows.count)) onRecorded(tiers[place] ?? 'low');
      return tiersBefore;
    },
    flush: () => customers.flush(),
    keepSheet: (sheet) => customers.keepSheet(sheet),
    get: (customerId) => customers.get(customerId),
    getMany: (customerIds) => customers.getMany(customerIds),
    list: (query) => customers.list(query),
    tierTotals: () => customers.tierTotals(),
    addTimeline: (entry) => customers.addTimeline(entry),
    timeline: (customerId, page) => customers.timeline(customerId, page),
    export: (customerId) => customers.export(customerId),
    erase: (customerId) => customers.erase(customerId),
  };
}
