import type { CheckTotals } from './checked-row.ts';

/** Totals that grow. Each is a property of its own, so that `{ ...totals }` holds them all. */
export class RowCounts implements CheckTotals {
  rowsIn = 0;
  rowsAccepted = 0;
  rowsQuarantined = 0;

  add(accepted: number, quarantined: number): void {
    this.rowsIn += accepted + quarantined;
    this.rowsAccepted += accepted;
    this.rowsQuarantined += quarantined;
  }
}
