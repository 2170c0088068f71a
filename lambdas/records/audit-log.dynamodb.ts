import { AuditEntry } from '../../core/lifecycle/registry.ts';
import type { AuditLog } from '../../core/ports.ts';
import { DocumentList } from './document-list.ts';
import type { RecordsTable } from './records-table.ts';

/** The audit log in DynamoDB; see {@link AuditLog}. */
export function dynamoAuditLog(table: RecordsTable): AuditLog {
  const entries = new DocumentList(table, 'audit', AuditEntry);
  return {
    append: (entry) => entries.put(entry.auditId, entry.at, entry),
    list: (page) => entries.list(page),
  };
}
