import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../../core/lifecycle/registry.ts';
import type { Records } from '../../core/ports.ts';
import { withCode } from '../support/with-code.ts';
import { aReceipt, aRun } from './examples.ts';

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
const row = (line: number, text: string) => ({
  line,
  code: 'invalid-value' as const,
  issues: [{ line, field: 'age', found: `"${text}"`, expected: 'a number' }],
  row: text,
});

const entry = (n: number): AuditEntry => ({
  auditId: `a${n}`,
  at: day(n),
  by: 'ann',
  action: 'promote',
  subject: 'v',
  reason: 'better',
});

/**
 * What every adapter of drops, runs and the audit log does.
 *
 * @param open - gives empty records
 */
export function listRecordsContract(
  open: () => Promise<Pick<Records, 'drops' | 'runs' | 'audit' | 'customers'>>,
): void {
  describe('drops', () => {
    it('keep the newest state of a receipt, with everything in it', async () => {
      const { drops } = await open();
      await drops.put(aReceipt());
      const done = aReceipt({
        state: 'done',
        finishedAt: day(1),
        rowsIn: 3,
        rowsAccepted: 2,
        rowsQuarantined: 1,
        tierCounts: { high: 1, medium: 0, low: 1 },
        warnings: ['Column "x" is not in the profile'],
        quarantineSample: [
          {
            line: 3,
            code: 'invalid-value',
            issues: [{ line: 3, field: 'age', found: '"x"', expected: 'a number' }],
            row: 'c3,x',
          },
        ],
      });
      await drops.put(done);
      await drops.put(done);
      expect(await drops.get('d1')).toEqual(done);
      expect((await drops.list({ limit: 10 })).items).toEqual([done]);
      expect(await drops.get('d2')).toBeUndefined();
    });

    it('are not written over once they are done, unless they are meant to be', async () => {
      const { drops } = await open();
      const working = aReceipt({ state: 'working' });
      expect(await drops.putUnlessDone(working)).toBe(true);
      const failed = aReceipt({ state: 'failed', failure: { code: 'unforeseen', detail: 'Done in.' } });
      expect(await drops.putUnlessDone(failed)).toBe(true);
      expect(await drops.get('d1')).toEqual(failed);
      const done = aReceipt({ state: 'done', finishedAt: day(1) });
      expect(await drops.putUnlessDone(done)).toBe(true);
      expect(await drops.putUnlessDone(working)).toBe(false);
      expect(await drops.get('d1')).toEqual(done);
      await drops.put(failed);
      expect(await drops.get('d1')).toEqual(failed);
    });

    it('are replaced by who has seen how they stand, and by no other', async () => {
      const { drops } = await open();
      const received = aReceipt();
      expect(await drops.replace(received, aReceipt({ state: 'working' }))).toBe(false); // there is none
      expect(await drops.replace(undefined, received)).toBe(true);
      expect(await drops.replace(undefined, aReceipt({ state: 'working' }))).toBe(false);
      const rejected = aReceipt({ state: 'failed', failure: { code: 'unreadable-file', detail: 'A PDF.' } });
      expect(await drops.replace(received, rejected)).toBe(true);
      expect(await drops.replace(received, aReceipt({ state: 'working' }))).toBe(false);
      expect(await drops.get('d1')).toEqual(rejected);
      const seen = await drops.get('d1');
      const both = [aReceipt({ state: 'working', rowsIn: 1 }), aReceipt({ state: 'working', rowsIn: 2 })];
      const outcomes = await Promise.all(both.map((receipt) => drops.replace(seen, receipt)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    it('are done in the end, whoever is told so at the same time', async () => {
      const { drops } = await open();
      const done = aReceipt({ state: 'done', finishedAt: day(1) });
      const states = Array.from({ length: 6 }, () => drops.putUnlessDone(aReceipt({ state: 'working' })));
      await Promise.all([...states.slice(0, 3), drops.putUnlessDone(done), ...states.slice(3)]);
      await drops.putUnlessDone(aReceipt({ state: 'working' }));
      expect(await drops.get('d1')).toEqual(done);
    });

    it('are walked newest first, each once, those of one instant too', async () => {
      const { drops } = await open();
      const receipts = Array.from({ length: 7 }, (_, n) =>
        aReceipt({ dropId: `d${n}`, receivedAt: day(Math.floor(n / 3)) }),
      );
      for (const receipt of receipts) await drops.put(receipt);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await drops.list({ limit: 2, cursor });
        seen.push(...page.items.map(({ dropId }) => dropId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(['d6', 'd5', 'd4', 'd3', 'd2', 'd1', 'd0']);
    });

    it('refuse a cursor of another list', async () => {
      const { drops, runs } = await open();
      for (const runId of ['r1', 'r2']) await runs.put(aRun({ runId }));
      const { cursor } = await runs.list({ limit: 1 });
      await expect(drops.list({ limit: 1, cursor })).rejects.toEqual(withCode('invalid-cursor'));
    });
  });

  describe('receipts', () => {
    it('forget what stood in the quarantined rows of a customer who is erased, and in no other', async () => {
      const { drops, customers } = await open();
      const kept = row(3, 'c44,4x');
      await drops.put(aReceipt({ quarantineSample: [row(2, '"c4",x4'), kept, row(4, 'y;c4;z')] }));
      await customers.erase('c4');
      expect((await drops.get('d1'))?.quarantineSample).toEqual([
        { ...row(2, '(erased)'), issues: [{ line: 2, field: 'age', found: '(erased)', expected: 'a number' }] },
        kept,
        { ...row(4, '(erased)'), issues: [{ line: 4, field: 'age', found: '(erased)', expected: 'a number' }] },
      ]);
    });
  });

  describe('runs', () => {
    it('keep the newest state, newest first', async () => {
      const { runs } = await open();
      await runs.put(aRun());
      const failed = aRun({ state: 'failed', finishedAt: day(2), failure: { code: 'training-failed', detail: 'No.' } });
      await runs.put(failed);
      await runs.put(aRun({ runId: 'r2', startedAt: day(400) }));
      expect(await runs.get('r1')).toEqual(failed);
      expect((await runs.list({ limit: 5 })).items.map(({ runId }) => runId)).toEqual(['r2', 'r1']);
      expect(await runs.get('r3')).toBeUndefined();
    });
  });

  describe('the audit log', () => {
    it('lists newest first, an entry appended twice once', async () => {
      const { audit } = await open();
      for (const n of [1, 0, 1, 2]) await audit.append(entry(n));
      const first = await audit.list({ limit: 2 });
      expect(first.items).toEqual([entry(2), entry(1)]);
      expect(await audit.list({ limit: 2, cursor: first.cursor })).toEqual({ items: [entry(0)] });
    });
  });
}
