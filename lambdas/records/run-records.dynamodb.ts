import { RunRecord } from '../../core/lifecycle/registry.ts';
import type { RunRecords } from '../../core/ports.ts';
import { DocumentList } from './document-list.ts';
import type { RecordsTable } from './records-table.ts';

/** Runs in DynamoDB; see {@link RunRecords}. */
export function dynamoRunRecords(table: RecordsTable): RunRecords {
  const runs = new DocumentList(table, 'runs', RunRecord);
  return {
    put: (run) => runs.put(run.runId, run.startedAt, run),
    get: (runId) => runs.get(runId),
    list: (page) => runs.list(page),
  };
}
