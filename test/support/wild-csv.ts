import { checkPart } from '../../core/intake/check-file.ts';
import { valuesAt } from '../../core/intake/column-batch.ts';
import type { CsvLayout } from '../../core/intake/csv-format.ts';
import type { QuarantinedRow } from '../../core/intake/receipt.ts';
import { Profile } from '../../core/profile/profile.ts';

/** A source of whole numbers: `below(n)` is one of 0 to n − 1. */
export interface Dice {
  readonly below: (n: number) => number;
}

/** The same numbers for the same seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return {
    below: (n) => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
    },
  };
}

const words = (text: string) => ({ en: text, ko: text });

const base = {
  format: 'mainstay-profile/1',
  name: 'wild',
  version: 1,
  title: words('Wild'),
  id: { column: 'id' },
  label: { column: 'left', positive: ['yes', '1'], negative: ['no', '0'] },
  money: { column: 'fee', per: 'month' },
  currency: 'EUR',
  churnWithinDays: 30,
  valueHorizonMonths: 12,
  excluded: [],
  segments: [],
  plays: [],
  policy: { contactCost: 1, successRate: 0.2, capacityShare: 0.1 },
  missing: ['NA', '-', '0000'],
  snapshotColumn: 'day',
  snapshotFormat: 'ymd',
  features: [
    { name: 'fee', label: words('Fee'), changeable: true, kind: 'number', min: 0, max: 1000 },
    { name: 'share', label: words('Share'), changeable: true, kind: 'number', unit: '%' },
    {
      name: 'plan',
      label: words('Plan'),
      changeable: true,
      kind: 'category',
      values: ['Basic', 'Prämie', 'None', '1', 'a "b" c', 'Basic plus and so on'],
    },
    { name: 'since', label: words('Since'), changeable: false, kind: 'date', format: 'dmy' },
    { name: 'uses', label: words('Uses'), changeable: false, kind: 'number' },
  ],
} as const;

/** Profiles that the wild texts are meant for: money that is a feature as well, percentages, dates, an odd missing text. */
export const wildProfiles: readonly Profile[] = (['.', ','] as const).map((decimal) =>
  Profile.parse({ ...base, decimal }),
);

const columns = ['id', 'fee', 'other', 'share', 'plan', 'since', 'day', 'left', 'uses'];

const numbers = [
  '1',
  '12.5',
  '-3',
  '+7',
  '0',
  '-0',
  '.5',
  '5.',
  '1e3',
  '1E-400',
  '1e999',
  '1,234.5',
  '1.234,5',
  '12,5',
  '99999999999999999999',
  '0.1234567890123456789',
  '9007199254740993',
  '0.000000000000000001',
  '€12',
  '12 %',
  '12%',
  'NaN',
  'Infinity',
  '1 2',
  '--1',
  '+-1',
  '1e',
  '٣',
  '1000',
  '1000.01',
  '-0.0',
  '0x10',
  '00012',
  "1'234",
  '123456789.123456789',
];
const texts = [
  'Basic',
  'basic',
  ' Basic ',
  'Prämie',
  'PRÄMIE',
  'None',
  'none',
  '1',
  '1.0',
  'NA',
  'na',
  '-',
  '',
  ' ',
  '\u00a0',
  '\u200b',
  'a "b" c',
  'Basic plus and so on',
  'Basic plus and so off',
  'x'.repeat(201),
  'long '.repeat(30),
  '한국어',
  '🙂',
  '=1+1',
  '\t',
];
const days = [
  '2024-02-29',
  '2023-02-29',
  '1.2.2024',
  '01/02/2024',
  '2024-01-31',
  '2024-01-31',
  '2024-01-31',
  '',
  'NA',
  'soon',
  ' 2024-01-31',
];
const ids = [
  '12345',
  'C-100234',
  'ABCDEFGH-1',
  '0000',
  '0001',
  'NA',
  '',
  ' 77 ',
  'x'.repeat(128),
  'x'.repeat(129),
  'ö-1234567',
  'a,b',
  'line\nbreak',
  '7',
];
const labels = ['yes', 'no', '', 'YES', '1', '0', 'perhaps', 'NA'];
const byColumn: Record<string, readonly string[]> = {
  id: ids,
  fee: numbers,
  share: numbers,
  uses: numbers,
  plan: texts,
  since: days,
  day: days,
  left: labels,
  other: texts,
};
const plain: Record<string, readonly string[]> = {
  id: ['C-100234', '4711'],
  fee: ['12.5', '7'],
  share: ['3'],
  uses: ['44', '0.25'],
  plan: ['Basic', 'None'],
  since: ['1.2.2024'],
  day: ['2024-01-31'],
  left: ['no'],
  other: ['x'],
};
const blanks = ['', ' ', '  ', ',', ' ,', ',,,,,,,,', '"",,,,,,,,', '\u00a0', '\r'];
const broken = ['"open', 'a"b"c,1', '"a"x,1,2,3,4,5,6,7,8', '1,2', '1,2,3,4,5,6,7,8,9,10', '"a""', '""""'];
const bytesOfNoText = [0xff, 0xc3, 0x80, 0xed];

export interface WildText {
  readonly bytes: Uint8Array;
  readonly layout: CsvLayout & { readonly labelled: boolean };
  readonly profile: Profile;
}

/** Rows of a CSV file without its header: most plain, some odd, some broken. */
export function wildText(dice: Dice): WildText {
  const one = <T>(of: readonly T[]): T => of[dice.below(of.length)]!;
  const delimiter = one([',', ',', ';', '\t', '|']);
  const newline = one(['\n', '\n', '\r\n', '\r']);
  const oddness = one([0, 3, 10, 40]);
  const quoting = one([0, 0, 10, 100]);
  const field = (text: string): string => {
    const needed = /["\n\r]/.test(text) || text.includes(delimiter);
    if (dice.below(200) < oddness / 8) return text; // quotes left out where they are needed
    return needed || dice.below(100) < quoting ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const order = columns.filter(
    (name) => name === 'fee' || dice.below(30) > 0 || !['id', 'left', 'other'].includes(name),
  );
  const line = (): string => {
    const chance = dice.below(100);
    if (chance < oddness / 4) return one(blanks);
    if (chance < oddness / 2) return one(broken);
    return order
      .map((name) => field(one((dice.below(100) < oddness ? byColumn : plain)[name] ?? [''])))
      .join(delimiter);
  };
  const lines = Array.from({ length: dice.below(12) }, line);
  const text = lines.join(newline) + (dice.below(2) === 0 ? newline : '');
  const bytes = new TextEncoder().encode(text);
  if (dice.below(100) < oddness / 8 && bytes.length > 0) bytes[dice.below(bytes.length)] = one(bytesOfNoText);
  return {
    bytes,
    layout: { delimiter, newline: newline === '\r' ? '\r' : '\n', header: order, labelled: dice.below(2) === 0 },
    profile: one(wildProfiles),
  };
}

/** What came of a text, row by row. */
export interface ReadText {
  readonly rows: readonly object[];
  readonly aside: readonly QuarantinedRow[];
  readonly blankRows: number;
}

/** Reads a text in pieces of so many bytes. @returns undefined where columns are asked for and there is no scanner */
export async function readWild(
  { bytes, layout, profile }: WildText,
  way: 'rows' | 'columns',
  pieceBytes: number,
): Promise<ReadText | undefined> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const aside: QuarantinedRow[] = [];
  const file = checkPart(pieces(), layout, 2, { profile, onQuarantine: (row) => void aside.push(row) });
  const rows: object[] = [];
  if (way === 'rows') {
    for await (const batch of file.rows) {
      for (const { line, id, monthlyValueMinor, values, label } of batch) {
        rows.push({ line, id, monthlyValueMinor, values: { ...values }, label: label ?? null });
      }
    }
  } else {
    if (file.columns === undefined) return undefined;
    for await (const { batch, labels: said } of file.columns) {
      for (let row = 0; row < batch.count; row++) {
        const monthly = batch.monthlyValueMinor[row]!;
        rows.push({
          line: batch.lines[row],
          id: batch.ids[row],
          monthlyValueMinor: Number.isNaN(monthly) ? null : monthly,
          values: valuesAt(batch, row),
          label: said[row] === -1 ? null : said[row],
        });
      }
    }
  }
  await file.close();
  return { rows, aside, blankRows: file.blankRows };
}
