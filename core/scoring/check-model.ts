import { DomainError } from '../errors.ts';
import { type Baseline, bundleFiles, type Encoder, type ModelDocument } from './bundle.ts';

const damaged = (what: string): DomainError => new DomainError('invalid-bundle', `${bundleFiles.model}: ${what}`);

/** Encoded columns that a feature fills. */
export function columnsOf(encoding: Encoder['features'][number]): readonly number[] {
  const missing = encoding.missingColumn === null ? [] : [encoding.missingColumn];
  if (encoding.kind === 'number') return [encoding.column, ...missing];
  const rare = encoding.rare === null ? [] : [encoding.rare.column];
  return [...encoding.values.map(({ column }) => column), ...rare, ...missing];
}

function checkEncoder({ columnCount, features }: Encoder): void {
  const owner = new Map<number, string>();
  const names = new Set<string>();
  for (const encoding of features) {
    const { feature } = encoding;
    if (names.has(feature)) throw damaged(`the encoder lists ${feature} twice.`);
    names.add(feature);
    for (const column of columnsOf(encoding)) {
      if (column >= columnCount) throw damaged(`${feature} fills column ${column}, and there are ${columnCount}.`);
      if (owner.has(column)) throw damaged(`column ${column} is filled by ${owner.get(column)} and ${feature}.`);
      owner.set(column, feature);
    }
    if (encoding.kind === 'number') {
      if (encoding.clip && encoding.clip[0] > encoding.clip[1]) throw damaged(`${feature} has clip bounds in reverse.`);
    } else {
      const values = [...encoding.values.map(({ value }) => value), ...(encoding.rare?.values ?? [])];
      if (new Set(values).size !== values.length) throw damaged(`${feature} lists a value twice.`);
    }
  }
  if (owner.size !== columnCount)
    throw damaged(`${columnCount - owner.size} of ${columnCount} columns are never filled.`);
}

const isAscending = (numbers: readonly number[]): boolean => numbers.every((n, i) => i === 0 || n >= numbers[i - 1]!);

/**
 * Checks what the schema cannot say: that parts of the model document fit each other and the baseline.
 *
 * @throws {DomainError} `invalid-bundle`
 */
export function checkModel(model: ModelDocument, baseline: Baseline): void {
  const { encoder, ensemble, calibration, tiers } = model;
  checkEncoder(encoder);
  if (ensemble.kind === 'linear') {
    for (const part of ['coefficients', 'means'] as const) {
      const { length } = ensemble[part];
      if (length !== encoder.columnCount) throw damaged(`${length} ${part} for ${encoder.columnCount} columns.`);
    }
    const open = encoder.features.find((encoding) => encoding.kind === 'number' && encoding.impute === null);
    if (open) throw damaged(`a linear model cannot leave ${open.feature} missing.`);
  } else if (ensemble.aggregation === 'mean' && ensemble.base !== 0) {
    throw damaged(`averaged trees have no base, found ${ensemble.base}.`);
  }
  if (calibration.kind === 'isotonic') {
    if (calibration.x.length !== calibration.y.length) throw damaged('the calibration has unequal numbers of x and y.');
    if (!isAscending(calibration.x) || !isAscending(calibration.y)) throw damaged('the calibration is not ascending.');
  }
  if (tiers.medium > tiers.high) throw damaged('the medium tier begins above the high tier.');
  for (const { feature, kind } of encoder.features) {
    const known = baseline.features[feature];
    if (known?.kind !== kind) {
      throw new DomainError('invalid-bundle', `${bundleFiles.baseline}: has no ${kind} feature ${feature}.`);
    }
    if (known.kind === 'number' && !isAscending(known.edges)) {
      throw new DomainError('invalid-bundle', `${bundleFiles.baseline}: the edges of ${feature} are not ascending.`);
    }
  }
  if (!isAscending(baseline.score.quantiles)) {
    throw new DomainError('invalid-bundle', `${bundleFiles.baseline}: the score quantiles are not ascending.`);
  }
}
