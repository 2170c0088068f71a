import { createMonthlyMinor } from '../profile/money.ts';
import type { FeatureValue, Profile } from '../profile/profile.ts';
import type { CheckedRow } from './checked-row.ts';
import type { ColumnBatch, FeatureColumn, IdBytes } from './column-batch.ts';
import type { ColumnRole } from './column-roles.ts';
import { type CsvScanner, mostRows, type ScannedColumn } from './kernel/csv/csv-scanner.ts';

/** The texts of a category, and those off its list that the rows at hand hold. */
interface Vocabulary {
  readonly listed: readonly string[];
  readonly codeOf: ReadonlyMap<string, number>;
  extras: Map<string, number>;
}

type Values = Float64Array | Int32Array;

/** Makes the id of a text's bytes. */
export type IdReader = (start: number, length: number) => string;

/** Where the values of the rows at hand lie: in the scanner's memory where it reads a column by itself, else here. */
export class ColumnStore {
  readonly lines = new Uint32Array(mostRows);
  /** Ids that do not stand in the scanner's text. */
  readonly #ids: string[] = [];
  /** Place in the scanner's memory and length of each id; length 0 for those of `#ids`. */
  readonly #idPlaces = new Uint32Array(2 * mostRows);
  #readId: IdReader = () => '';
  readonly #scanner: CsvScanner;
  /** 1 = left, 0 = stayed, -1 = not said. */
  readonly labels = new Int8Array(mostRows).fill(-1);
  readonly #profile: Profile;
  readonly #monthlyMinor: (amount: number) => number;
  readonly #vocabularies: readonly (Vocabulary | undefined)[];
  readonly #placeOf: readonly (() => Values)[];
  readonly #amountsOf: (() => Float64Array) | undefined;
  readonly #monthly = new Float64Array(mostRows);
  /** Rows whose money was reckoned elsewhere. */
  readonly #reckoned = new Uint8Array(mostRows);
  #values: Values[] = [];
  #amounts: Float64Array | undefined;

  constructor(profile: Profile, roles: readonly ColumnRole[], scanner: CsvScanner, columns: readonly ScannedColumn[]) {
    this.#profile = profile;
    const { money: paid, currency } = profile;
    this.#monthlyMinor = paid === null ? () => Number.NaN : createMonthlyMinor(paid.per, currency);
    this.#scanner = scanner;
    this.#vocabularies = profile.features.map((feature) =>
      feature.kind === 'category'
        ? {
            listed: feature.values,
            codeOf: new Map(feature.values.map((value, code) => [value, code] as const).toReversed()),
            extras: new Map(),
          }
        : undefined,
    );
    this.#placeOf = profile.features.map((feature, index) => {
      const column = roles.find(({ what }) => what.role === 'feature' && what.index === index)?.column ?? -1;
      const kind = columns[column]?.kind;
      if (kind === 'number') return () => scanner.numbers(column);
      if (kind === 'category') return () => scanner.codes(column);
      const own = feature.kind === 'category' ? new Int32Array(mostRows) : new Float64Array(mostRows);
      return () => own;
    });
    const money = roles.find(({ what }) => what.role === 'money')?.column;
    const own = new Float64Array(mostRows);
    const isScanned = money !== undefined && columns[money]?.kind === 'number';
    this.#amountsOf = money === undefined ? undefined : () => (isScanned ? scanner.numbers(money) : own);
  }

  /** To be called whenever the scanner has taken a text: its memory may have moved. */
  refresh(): void {
    this.#values = this.#placeOf.map((place) => place());
    this.#amounts = this.#amountsOf?.();
  }

  setFeature(index: number, row: number, value: FeatureValue): void {
    const vocabulary = this.#vocabularies[index];
    const values = this.#values[index]!;
    if (vocabulary) values[row] = typeof value === 'string' ? codeOf(vocabulary, value) : -1;
    else values[row] = typeof value === 'number' ? value : Number.NaN;
  }

  setId(row: number, id: string): void {
    this.#ids[row] = id;
    this.#idPlaces[2 * row + 1] = 0;
  }

  /**
   * Puts ids that stand in the scanner's memory, from the first row on.
   *
   * @param places - place and length of each
   */
  setIdPlaces(places: Uint32Array, readId: IdReader): void {
    this.#idPlaces.set(places);
    this.#readId = readId;
  }

  /** Puts an amount in major units; not a number where it is missing. */
  setAmount(row: number, amount: FeatureValue): void {
    if (this.#amounts) this.#amounts[row] = typeof amount === 'number' ? amount : Number.NaN;
  }

  /** Puts a row that was checked elsewhere. */
  setRow(row: number, { line, id, label, values, monthlyValueMinor }: CheckedRow): void {
    this.lines[row] = line;
    this.setId(row, id);
    this.labels[row] = label ?? -1;
    this.#monthly[row] = monthlyValueMinor ?? Number.NaN;
    this.#reckoned[row] = 1;
    for (const [index, { name }] of this.#profile.features.entries()) this.setFeature(index, row, values[name] ?? null);
  }

  /** Copies a row to an earlier place. */
  moveRow(from: number, to: number): void {
    this.lines[to] = this.lines[from]!;
    this.#ids[to] = this.#ids[from]!;
    this.#idPlaces[2 * to] = this.#idPlaces[2 * from]!;
    this.#idPlaces[2 * to + 1] = this.#idPlaces[2 * from + 1]!;
    this.labels[to] = this.labels[from]!;
    this.#monthly[to] = this.#monthly[from]!;
    this.#reckoned[to] = this.#reckoned[from]!;
    if (this.#amounts) this.#amounts[to] = this.#amounts[from]!;
    for (const values of this.#values) values[to] = values[from]!;
  }

  /** The first rows as a batch. Texts off the lists are forgotten after it. */
  take(count: number): ColumnBatch {
    this.#reckonMoney(count);
    const idOf = (row: number): string => {
      const length = this.#idPlaces[2 * row + 1]!;
      return length === 0 ? this.#ids[row]! : this.#readId(this.#idPlaces[2 * row]!, length);
    };
    const idBytes: IdBytes = { bytes: this.#scanner.memory, places: this.#idPlaces };
    let ids: string[] | undefined;
    return {
      count,
      lines: this.lines.subarray(0, count),
      get ids() {
        ids ??= Array.from({ length: count }, (_, row) => idOf(row));
        return ids;
      },
      idOf,
      idBytes,
      monthlyValueMinor: this.#monthly.subarray(0, count),
      features: this.#profile.features.map(({ name }, index): FeatureColumn => {
        const values = this.#values[index]!;
        const vocabulary = this.#vocabularies[index];
        if (values instanceof Float64Array) return { name, kind: 'number', values: values.subarray(0, count) };
        return {
          name,
          kind: 'category',
          codes: values.subarray(0, count),
          words: vocabulary ? wordsOf(vocabulary) : [],
        };
      }),
    };
  }

  #reckonMoney(count: number): void {
    const monthlyMinor = this.#monthlyMinor;
    const amounts = this.#amounts;
    for (let row = 0; row < count; row++) {
      if (this.#reckoned[row] === 1) continue;
      this.#monthly[row] = amounts === undefined ? Number.NaN : monthlyMinor(amounts[row]!);
    }
    this.#reckoned.fill(0, 0, mostRows);
  }
}

function codeOf(vocabulary: Vocabulary, text: string): number {
  const { listed, codeOf: codes, extras } = vocabulary;
  const known = codes.get(text) ?? extras.get(text);
  if (known !== undefined) return known;
  const code = listed.length + extras.size;
  extras.set(text, code);
  return code;
}

function wordsOf(vocabulary: Vocabulary): readonly string[] {
  const { listed, extras } = vocabulary;
  if (extras.size === 0) return listed;
  vocabulary.extras = new Map();
  return [...listed, ...extras.keys()];
}
