import type { SchemaElement } from 'hyparquet';
import { dayText, decimalText, float32Text, timestampText, timeText, unscaled } from './value-text.ts';

/** How the values of a column become text. */
export interface CellText {
  /** The column as the decoder is to see it: without a type by which it would lose digits. */
  readonly element: SchemaElement;
  /** Whether bytes are decoded as text. */
  readonly utf8: boolean;
  /** A value that is there; dates and times come as the integers that the file holds. */
  readonly text: (value: unknown) => string;
}

const unitDigits = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

/**
 * The text of a column's values as a CSV would have it: numbers in their shortest form, decimals and whole numbers to the
 * last digit, dates as ISO days, timestamps as ISO days where all is midnight, else with the time.
 *
 * @param mark - decimal mark of the numbers
 * @returns undefined for types that have no text: bytes, intervals, geometries
 */
export function cellTextOf(element: SchemaElement, mark: '.' | ','): CellText | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  const as = (text: CellText['text']): CellText => ({ element, utf8: true, text });
  const marked = (text: string): string => (mark === '.' ? text : text.replace('.', mark));
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = (logical?.type === 'DECIMAL' ? logical.scale : undefined) ?? element.scale ?? 0;
    const { converted_type: _converted, logical_type: _logical, ...raw } = element;
    return { element: raw, utf8: false, text: (value) => marked(decimalText(unscaled(value), scale)) };
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return as((days) => dayText(Number(days)));
  if (type === 'INT96') return as((nanoseconds) => timestampText(whole(nanoseconds), unitDigits.NANOS));
  if (logical?.type === 'TIMESTAMP') {
    const digits = unitDigits[logical.unit];
    return as((value) => timestampText(whole(value), digits));
  }
  if (converted === 'TIMESTAMP_MILLIS') return as((value) => timestampText(whole(value), unitDigits.MILLIS));
  if (converted === 'TIMESTAMP_MICROS') return as((value) => timestampText(whole(value), unitDigits.MICROS));
  if (logical?.type === 'TIME') {
    const digits = unitDigits[logical.unit];
    return as((value) => timeText(whole(value), digits));
  }
  if (converted === 'TIME_MILLIS') return as((value) => timeText(whole(value), unitDigits.MILLIS));
  if (converted === 'TIME_MICROS') return as((value) => timeText(whole(value), unitDigits.MICROS));
  if (type === 'FLOAT' || logical?.type === 'FLOAT16') return as((value) => marked(float32Text(Number(value))));
  if (type === 'DOUBLE') return as((value) => (Number.isNaN(value) ? '' : marked(String(value))));
  if (type === 'BOOLEAN' || type === 'INT32' || type === 'INT64' || logical?.type === 'UUID') return as(String);
  const isOther = converted === 'BSON' || ['BSON', 'GEOMETRY', 'GEOGRAPHY', 'VARIANT'].includes(logical?.type ?? '');
  return type === 'BYTE_ARRAY' && !isOther ? as(String) : undefined;
}

function whole(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(Number(value));
}
