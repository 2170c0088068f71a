import { fewestGoldenRows, type GoldenRows, goldenFormat } from './bundle.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isFeature = (value: unknown): boolean => value === null || typeof value === 'string' || isNumber(value);

/** The schema drops a field of this name, which JSON may hold: it must not pass here as it is. */
const isEach = (value: unknown, isOne: (field: unknown) => boolean): boolean =>
  isFields(value) && Object.keys(value).every((name) => name !== '__proto__' && isOne(value[name]));

const holds = (value: Fields, count: number): boolean => Object.keys(value).length === count;

function isRow(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { features, raw, probability, bias, contributions } = value;
  return (
    holds(value, 5) &&
    isEach(features, isFeature) &&
    isNumber(raw) &&
    isNumber(probability) &&
    probability >= 0 &&
    probability <= 1 &&
    isNumber(bias) &&
    isEach(contributions, isNumber)
  );
}

/**
 * Whether a document, as `JSON.parse` gives it, is one that {@link GoldenRows} takes as it is. The schema spends 15 ms of a
 * cold start on the 10,000 numbers of a usual bundle, this one. What it does not take is for the schema to judge and to
 * say what is wrong with it.
 */
export function isGoldenRows(document: unknown): document is GoldenRows {
  if (!isFields(document)) return false;
  const { format, rows } = document;
  return (
    holds(document, 2) &&
    format === goldenFormat &&
    Array.isArray(rows) &&
    rows.length >= fewestGoldenRows &&
    rows.every(isRow)
  );
}
