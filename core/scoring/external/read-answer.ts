import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import type { AnswerShape } from './external-model.ts';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const Probability = z.number().min(0).max(1);

/**
 * The probabilities in what an endpoint answered. What it says is checked to the last row, and never shown: it may repeat
 * what it was sent of customers.
 *
 * @param rows - how many customers it was asked about
 * @throws {DomainError} `model-answer-invalid`: not of that shape, too few or too many, or not from 0 to 1
 */
export function readAnswer(text: string, shape: AnswerShape, rows: number): number[] {
  const found = valuesIn(text, shape, rows);
  if (found.length !== rows) {
    throw invalid(`answered ${found.length} values for ${rows} customers`);
  }
  return found.map((value, row) => {
    const probability = Probability.safeParse(value);
    if (probability.success) return probability.data;
    const what = typeof value === 'number' ? `${value}, which is no probability` : 'no number';
    throw invalid(`answered ${what} for row ${row} of ${rows}`);
  });
}

function valuesIn(text: string, shape: AnswerShape, rows: number): unknown[] {
  if (shape.format === 'json') {
    const document = parsed(text);
    const list = Array.isArray(document) ? document : fieldIn(document, 'predictions');
    if (!Array.isArray(list)) throw invalid('answered JSON without a list of predictions');
    return list.map((item) => numberIn(item, shape.field));
  }
  const lines = text.trim() === '' ? [] : text.trim().split(/\r?\n/);
  if (shape.format === 'json-lines') return lines.map((line) => numberIn(parsed(line), shape.field));
  const { column } = shape;
  if (column !== undefined) return lines.map((line) => asNumber(line.split(',')[column]));
  const isOneLine = lines.length === 1 && rows !== 1;
  return (isOneLine ? (lines[0] ?? '').split(',') : lines).map(asNumber);
}

function asNumber(cell: string | undefined): number | undefined {
  const digits = cell?.trim() ?? '';
  return decimal.test(digits) ? Number(digits) : undefined;
}

function numberIn(item: unknown, field: string): unknown {
  return typeof item === 'number' ? item : fieldIn(item, field);
}

function fieldIn(document: unknown, field: string): unknown {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, field)
    ? Reflect.get(document, field)
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('answered what is not the JSON that it was registered with');
  }
}

function invalid(what: string): DomainError {
  return new DomainError('model-answer-invalid', `The endpoint of the model ${what}.`);
}
