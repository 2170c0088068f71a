import { type DraftedProfile, type DraftOptions, draftProfile } from '../../../core/profile/draft-profile.ts';
import { streamOf } from '../intake/bytes.ts';

/** A seeded source of numbers from 0 to 1 (mulberry32), so that tests see the same data every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface MadeCustomer {
  readonly row: number;
  readonly left: boolean;
  readonly random: () => number;
  /** One of the texts. */
  readonly pick: (...texts: readonly string[]) => string;
}

/** Rows of a table: one function per column; a fifth of the customers left. */
export function makeTable(
  columns: Readonly<Record<string, (customer: MadeCustomer) => string | number>>,
  rows = 600,
): { readonly header: string[]; readonly rows: string[][] } {
  const random = seeded(7);
  const pick = (...texts: readonly string[]) => texts[Math.floor(random() * texts.length)] ?? '';
  const made = Array.from({ length: rows }, (_, row) => {
    const customer = { row, left: random() < 0.2, random, pick };
    return Object.values(columns).map((column) => String(column(customer)));
  });
  return { header: Object.keys(columns), rows: made };
}

/** The table as CSV. */
export function csvOf(
  { header, rows }: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] },
  delimiter = ',',
  end = '\n',
): string {
  const field = (text: string) =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return [header, ...rows].map((row) => row.map(field).join(delimiter) + end).join('');
}

export function draft(text: string, options: Partial<DraftOptions> = {}): Promise<DraftedProfile> {
  return draftProfile(streamOf(text), { name: 'made', ...options });
}

/** Kinds of the drafted features by name. */
export function kindsOf({ profile }: DraftedProfile): Record<string, string> {
  return Object.fromEntries(profile.features.map(({ name, kind }) => [name, kind]));
}

/** Codes of the excluded columns by name. */
export function codesOf({ profile }: DraftedProfile): Record<string, string> {
  return Object.fromEntries(profile.excluded.map(({ column, code }) => [column, code]));
}
