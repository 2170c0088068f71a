import type { Receipt } from '../../../core/intake/receipt.ts';
import type { ModelRecord } from '../../../core/lifecycle/registry.ts';
import type { CustomerRecords } from '../../../core/ports.ts';
import type { CustomerSummary } from '../../../core/scoring/customer-record.ts';
import { count, estimate, money, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { printable, shorten } from '../output/text-width.ts';
import { tierCountsInWords } from './tier-words.ts';

export interface ReadyHome {
  readonly url: string;
  readonly home: string;
  /** What has to follow a command to reach this home; empty for the default one. */
  readonly homeOption: string;
  readonly inbox: string;
  readonly model: ModelRecord | undefined;
  readonly tiers: Awaited<ReturnType<CustomerRecords['tierTotals']>>;
  readonly top: readonly CustomerSummary[];
  readonly synthetic: boolean;
  readonly warnings: readonly string[];
}

/** What a person needs to know when a home is ready. */
export function startView(
  { url, home, homeOption, inbox, model, tiers, top, synthetic, warnings }: ReadyHome,
  style: Style,
): string {
  const counts = { high: tiers.high.customers, medium: tiers.medium.customers, low: tiers.low.customers };
  const example = top[0]?.customerId ?? 'CUSTOMER_ID';
  const lines = [
    '',
    `${style.good('●')} ${style.bold('Mainstay is ready')} at ${style.link(url)}`,
    '',
    facts([
      ['model', model ? `${model.version}, ${model.family}${measured(model)}` : undefined],
      [
        'customers',
        counts.high + counts.medium + counts.low > 0 ? tierCountsInWords(counts, style) : 'none scored yet',
      ],
      ['home', home],
    ]),
  ];
  if (warnings.length > 0) lines.push('', ...warnings.map((warning) => `! ${printable(warning)}`));
  if (top.length > 0) lines.push('', style.bold('Most at stake'), topTable(top, style));
  if (synthetic) lines.push('', 'These subscribers are made up. Your own: npm start -- --home my-home --data FILE.csv');
  lines.push(
    '',
    style.bold('What next'),
    facts([
      ['API docs', style.link(`${url}/docs`)],
      ['One customer', `curl ${url}/v1/customers/${encodeURIComponent(example)}`],
      ['Why', `npx mainstay explain ${shellWord(example)}${homeOption}`],
      ['The report', `npx mainstay report${homeOption}`],
      ['More customers', `put a CSV into ${inbox}\nwithout labels it is scored, with labels it is trained on`],
    ]),
    '',
    style.faint('Ctrl-C stops it.'),
  );
  return lines.join('\n');
}

/** One line on a drop that was worked through. */
export function dropLine(receipt: Receipt, at: Date, style: Style): string {
  const time = style.faint(at.toISOString().slice(11, 19));
  const file = printable(receipt.fileName);
  if (receipt.failure) {
    return `${time}  ${style.bad('✗')} ${file}: ${printable(receipt.failure.detail)} ${style.faint(`(${receipt.failure.code}, ${receipt.dropId})`)}`;
  }
  const what = receipt.kind === 'training' ? `trained ${receipt.modelVersion ?? ''} on` : 'scored';
  const aside = receipt.rowsQuarantined > 0 ? `, ${count(receipt.rowsQuarantined)} quarantined` : '';
  return `${time}  ${style.good('✓')} ${file}: ${what} ${count(receipt.rowsAccepted)} customers${aside} ${style.faint(`(${receipt.dropId})`)}`;
}

function topTable(top: readonly CustomerSummary[], style: Style): string {
  return table(
    top,
    [
      { title: 'customer', cell: ({ customerId }) => shorten(printable(customerId), 24) },
      { title: 'risk', cell: ({ probability }) => percent(probability, 0), align: 'right' },
      { title: 'tier', cell: ({ tier }) => style.tier(tier) },
      { title: 'at stake', cell: ({ valueAtRisk }) => (valueAtRisk ? money(valueAtRisk) : '–'), align: 'right' },
      { title: 'mostly because', cell: ({ topReason }) => shorten(printable(topReason?.text.en ?? '–'), 60) },
      { title: 'play', cell: ({ play }) => (play ? shorten(printable(play.title.en), 34) : '–') },
    ],
    style.faint,
  );
}

function shellWord(text: string): string {
  return /^[\w.@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Nothing of a model from elsewhere: its figures are not known here. */
function measured({ trainingCustomers, rocAuc }: ModelRecord): string {
  if (trainingCustomers === null || rocAuc === null) return '';
  return `, trained on ${count(trainingCustomers)} customers; ROC AUC ${estimate(rocAuc)}`;
}
