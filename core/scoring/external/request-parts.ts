import { csvField } from '../../intake/csv-writer.ts';
import type { FeatureValue, FeatureValues } from '../../profile/profile.ts';
import type { EndpointColumn, ExternalModelSettings } from './external-model.ts';

/** The body of one call, and how many rows are in it. */
export interface RequestPart {
  readonly body: string;
  readonly rows: number;
}

type Settings = Pick<ExternalModelSettings, 'bytesPerCall' | 'columns' | 'request' | 'rowsPerCall'>;

function cellOf(column: EndpointColumn, values: FeatureValues): FeatureValue {
  const value = values[column.feature] ?? null;
  if (column.as === 'missing') return value === null ? 1 : 0;
  if (column.as === 'indicator') return value === column.of ? 1 : 0;
  if (column.as === 'value') return value ?? column.missing;
  return typeof value === 'string' && Object.hasOwn(column.codes, value)
    ? (column.codes[value] ?? null)
    : column.otherwise;
}

/** Key of a column where rows are documents. */
export function fieldOf(column: EndpointColumn): string {
  return column.field ?? column.feature;
}

function lineWriter({ columns, request }: Settings): (values: FeatureValues) => string {
  const cells = (values: FeatureValues): FeatureValue[] => columns.map((column) => cellOf(column, values));
  if (request.format === 'csv')
    return (values) =>
      cells(values)
        .map((cell) => csvField(String(cell ?? '')))
        .join(',');
  if (request.rows === 'list') return (values) => JSON.stringify({ features: cells(values) });
  return (values) =>
    JSON.stringify(Object.fromEntries(columns.map((column) => [fieldOf(column), cellOf(column, values)])));
}

/**
 * Cuts rows into calls, as many rows in each as the model takes. A line ends before the next one begins and not after the
 * last: the XGBoost container reads an empty last line as a customer. Missing is an empty field, which it reads as such.
 */
export function requestParts(values: readonly FeatureValues[], settings: Settings): RequestPart[] {
  const write = lineWriter(settings);
  const encoder = new TextEncoder();
  const parts: RequestPart[] = [];
  let lines: string[] = [];
  let bytes = 0;
  const close = (): void => {
    if (lines.length > 0) parts.push({ body: lines.join('\n'), rows: lines.length });
    lines = [];
    bytes = 0;
  };
  for (const row of values) {
    const line = write(row);
    const length = encoder.encode(line).length + 1;
    if (lines.length === settings.rowsPerCall || bytes + length > settings.bytesPerCall) close();
    lines.push(line);
    bytes += length;
  }
  close();
  return parts;
}
