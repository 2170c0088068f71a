import type { CheckTotals } from './checked-row.ts';

/** Totals that grow. */
export class RowCounts implements CheckTotals {
  rowsAccepted = 0;
  rowsQuarantined = 0;

  get rowsIn(): number {
    return this.rowsAccepted + this.rowsQuarantined;
  }
}
