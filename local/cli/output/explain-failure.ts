import { type DomainError, type FailureCode, failures, type InputIssue } from '../../../core/errors.ts';
import type { Receipt } from '../../../core/intake/receipt.ts';
import { RefusedInput } from '../../drops/refused-input.ts';
import { many } from './format.ts';
import type { Style } from './style.ts';
import { printable } from './text-width.ts';

const shownIssues = 8;

/** What to do, where the words of the failure do not say it themselves. */
const advice: Partial<Record<FailureCode, string>> = {
  'storage-full': 'Free some space, then run the same command again; what was kept so far is whole.',
  'storage-read-only': 'Check owner and permissions, or name another place with --home DIR or --out FILE.',
  'invalid-bundle': '"mainstay models" lists other models; "mainstay promote VERSION" takes one of them.',
};

/** A failure for people: what, where and what to do, without a stack. */
export function explainFailure(error: DomainError, style: Style): string {
  const lines = [
    `${style.bad(failures[error.code].title)} ${style.faint(`(${error.code})`)}`,
    printable(error.message),
  ];
  lines.push(...issueLines(error.issues));
  const remedy = advice[error.code];
  if (remedy !== undefined) lines.push(remedy);
  if (error instanceof RefusedInput) lines.push('', style.faint(receiptLine(error.receipt)));
  return lines.join('\n');
}

/** Places that are wrong, one a line. */
export function issueLines(issues: readonly InputIssue[]): string[] {
  const lines = issues.slice(0, shownIssues).map((issue) => {
    const place = [
      issue.line === undefined ? undefined : `line ${issue.line}`,
      issue.row === undefined ? undefined : `row ${issue.row}`,
      issue.field,
    ].filter((part) => part !== undefined);
    return printable(`  ${place.join(', ')}: found ${issue.found}, expected ${issue.expected}`);
  });
  if (issues.length > shownIssues) lines.push(`  … and ${many(issues.length - shownIssues, 'more place')}`);
  return lines;
}

function receiptLine(receipt: Receipt): string {
  const rows = `${many(receipt.rowsIn, 'row')} in, ${receipt.rowsAccepted} accepted, ${receipt.rowsQuarantined} quarantined`;
  return `Receipt ${receipt.dropId}: ${printable(receipt.fileName)} refused; ${rows}.`;
}
