import type { Receipt } from '../../../core/intake/receipt.ts';
import { bytes, count, many, moment } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { printable, shorten } from '../output/text-width.ts';
import { tierCountsInWords } from './tier-words.ts';

/** Receipts as a table. */
export function dropsView(receipts: readonly Receipt[], style: Style): string {
  if (receipts.length === 0) return 'No file has come in yet. Score one, or put one into the inbox of a running home.';
  return table(
    receipts,
    [
      { title: 'drop', cell: ({ dropId }) => dropId },
      { title: 'file', cell: ({ fileName }) => shorten(printable(fileName), 32) },
      { title: 'for', cell: ({ kind }) => (kind === 'unknown' ? '–' : kind) },
      { title: 'state', cell: ({ state }) => stateWords(state, style) },
      { title: 'rows', cell: ({ rowsIn }) => count(rowsIn), align: 'right' },
      { title: 'accepted', cell: ({ rowsAccepted }) => count(rowsAccepted), align: 'right' },
      { title: 'quarantined', cell: ({ rowsQuarantined }) => count(rowsQuarantined), align: 'right' },
      { title: 'received (UTC)', cell: ({ receivedAt }) => moment(receivedAt) },
    ],
    style.faint,
  );
}

/** One receipt in full. `pathOf` says where an object of the home is. */
export function receiptView(receipt: Receipt, style: Style, pathOf: (key: string) => string): string {
  const { failure, tierCounts, warnings, quarantineSample } = receipt;
  const rows = `${count(receipt.rowsIn)} in = ${count(receipt.rowsAccepted)} accepted + ${count(receipt.rowsQuarantined)} quarantined`;
  const lines = [
    facts([
      ['drop', receipt.dropId],
      ['file', `${printable(receipt.fileName)}, ${bytes(receipt.sizeBytes)}`],
      ['state', stateWords(receipt.state, style)],
      ['for', receipt.kind],
      ['received', `${moment(receipt.receivedAt)} UTC`],
      ['model', receipt.modelVersion ?? undefined],
      ['rows', rows],
      ['tiers', tierCounts ? tierCountsInWords(tierCounts, style) : undefined],
      ['ids', receipt.idsFromLineNumbers ? 'made from line numbers: the file has no id column' : undefined],
      ['scores', receipt.outputFile ? pathOf(receipt.outputFile) : undefined],
      ['quarantine', receipt.quarantineFile ? pathOf(receipt.quarantineFile) : undefined],
      ['failure', failure ? style.bad(`${printable(failure.detail)} (${failure.code})`) : undefined],
    ]),
  ];
  if (warnings.length > 0) lines.push('', ...warnings.map((warning) => `! ${printable(warning)}`));
  if (quarantineSample.length > 0) lines.push('', ...quarantineLines(receipt, style));
  return lines.join('\n');
}

/** The first rows that were set aside and why. */
export function quarantineLines({ quarantineSample, rowsQuarantined }: Receipt, style: Style, shown = 5): string[] {
  const lines = quarantineSample.slice(0, shown).map(({ line, issues: [first] }) => {
    const what = first
      ? `${first.field ? `${first.field}: ` : ''}found ${first.found}, expected ${first.expected}`
      : '';
    return `  line ${line}  ${shorten(printable(what), 120)}`;
  });
  const rest = rowsQuarantined - lines.length;
  if (rest > 0) lines.push(style.faint(`  … and ${many(rest, 'more row')}`));
  return [`${many(rowsQuarantined, 'row')} set aside:`, ...lines];
}

function stateWords(state: Receipt['state'], style: Style): string {
  if (state === 'done') return style.good(state);
  return state === 'failed' ? style.bad(state) : state;
}
