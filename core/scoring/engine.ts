import { DomainError } from '../errors.ts';
import type { FeatureValues, Profile } from '../profile/profile.ts';
import { createCalibration, isAveraged } from './calibrate.ts';
import { createRowEncoder } from './encode.ts';
import type { Bundle } from './load-bundle.ts';
import { percentileOf } from './percentile.ts';
import { createPlayPicker } from './play.ts';
import { createReasons, rankContributions } from './reasons.ts';
import { ChurnProbability, type ProposedPlay, type Score, type Tier } from './score.ts';
import { createWarnings, isNeverMissing } from './score-warnings.ts';
import type { CustomerToScore, ScoringModel } from './scoring-model.ts';
import { playsOf } from './scoring-sheet.ts';
import { tierOf } from './tier.ts';
import { valueAtRisk } from './value-at-risk.ts';

/** The figures of some rows; contributions lie row after row, one for each of the engine's features. */
export interface Explained {
  readonly raw: Float64Array;
  readonly probability: Float64Array;
  readonly contributions: Float64Array;
}

/** A {@link ScoringModel} in this process. Batches of any size; memory is bounded by blocks. */
export interface Engine extends ScoringModel {
  readonly reasons: 'exact';
  readonly bundle: Bundle;
  /** Names of the features that the model uses, in the order of contributions. */
  readonly features: readonly string[];
  /** Expected raw score: bias + Σ contributions = raw. */
  readonly bias: number;
  score(customers: readonly CustomerToScore[], options?: { reasons?: number | undefined }): Score[];
  /** Many times faster than with reasons. */
  scoreProbabilities(values: readonly FeatureValues[]): Float64Array;
  /** Bare figures, for verification. */
  explain(values: readonly FeatureValues[]): Explained;
}

/** The engine behind a model, where it runs in this process; undefined for one elsewhere. */
export function engineBehind(model: ScoringModel): Engine | undefined {
  return isEngine(model) ? model : undefined;
}

function isEngine(model: ScoringModel): model is Engine {
  return model.reasons === 'exact';
}

/** Rows worked on at a time: enough to share a tree's preparation, few enough to stay in the cache. */
const blockRows = 256;

/** The profile's features that the model uses. @throws {DomainError} `invalid-bundle` where the two do not fit */
function matchFeatures(profile: Profile, { model }: Bundle) {
  const { name, version } = model.profile;
  if (name !== profile.name || version !== profile.version) {
    throw new DomainError(
      'invalid-bundle',
      `The model was trained for profile ${name} version ${version}; this is ${profile.name} version ${profile.version}.`,
    );
  }
  const byName = new Map(profile.features.map((feature) => [feature.name, feature]));
  return model.encoder.features.map((encoding) => {
    const feature = byName.get(encoding.feature);
    const isCategory = feature?.kind === 'category';
    if (feature === undefined || isCategory !== (encoding.kind === 'category')) {
      throw new DomainError(
        'invalid-bundle',
        `The model uses the ${encoding.kind} ${encoding.feature}, which profile ${profile.name} does not have.`,
      );
    }
    return { feature, encoding, typical: encoding.typical };
  });
}

/**
 * Joins a bundle and the profile that it was trained for.
 *
 * @throws {DomainError} `invalid-bundle` if they do not belong together
 */
export function createEngine({ profile, bundle }: { profile: Profile; bundle: Bundle }): Engine {
  const { model, baseline, ensemble } = bundle;
  const features = matchFeatures(profile, bundle);
  const encoder = createRowEncoder(model.encoder);
  const calibrate = createCalibration(model.calibration, isAveraged(model));
  const reasonsOf = createReasons(features);
  const warningsOf = createWarnings(features, baseline);
  const { columnCount } = encoder;
  const featureCount = features.length;

  const encodeBlock = (values: readonly FeatureValues[], from: number): Float32Array => {
    const count = Math.min(blockRows, values.length - from);
    const rows = new Float32Array(count * columnCount);
    for (let i = 0; i < count; i++) encoder.encode(values[from + i]!, rows, i * columnCount);
    return rows;
  };

  const scoreProbabilities = (values: readonly FeatureValues[]): Float64Array => {
    const probabilities = new Float64Array(values.length);
    for (let from = 0; from < values.length; from += blockRows) {
      const part = probabilities.subarray(from, from + blockRows);
      ensemble.rawScores(encodeBlock(values, from), part);
      for (let i = 0; i < part.length; i++) part[i] = calibrate(part[i]!);
    }
    return probabilities;
  };

  const explain = (values: readonly FeatureValues[]): Explained => {
    const raw = new Float64Array(values.length);
    const contributions = new Float64Array(values.length * featureCount);
    for (let from = 0; from < values.length; from += blockRows) {
      const rows = encodeBlock(values, from);
      ensemble.rawScores(rows, raw.subarray(from, from + blockRows));
      ensemble.contributions(rows, contributions.subarray(from * featureCount, (from + blockRows) * featureCount));
    }
    return { raw, probability: raw.map(calibrate), contributions };
  };

  const plays = playsOf(profile);
  const pickPlay = createPlayPicker(profile, encoder.features);
  const playFor = (tier: Tier, contributions: Float64Array): ProposedPlay | null => {
    if (tier === 'low') return null;
    const picked = { play: -1, because: -1 };
    pickPlay(contributions, 0, picked);
    const play = plays[picked.play];
    return play ? { ...play, because: encoder.features[picked.because] ?? null } : null;
  };

  const score: Engine['score'] = (customers, { reasons: most = featureCount } = {}) => {
    const explained = explain(customers.map(({ values }) => values));
    return customers.map(({ customerId, values, monthlyValueMinor }, row): Score => {
      const probability = ChurnProbability.parse(explained.probability[row]);
      const contributions = explained.contributions.subarray(row * featureCount, (row + 1) * featureCount);
      const ranked = rankContributions(contributions);
      const tier = tierOf(probability, model.tiers);
      const money = profile.money === null ? null : monthlyValueMinor;
      return {
        customerId,
        probability,
        tier,
        percentile: percentileOf(probability, baseline.score.quantiles),
        valueAtRisk: valueAtRisk(probability, money, profile.valueHorizonMonths, profile.currency),
        raw: explained.raw[row]!,
        bias: ensemble.bias,
        reasons: reasonsOf(contributions, ranked.slice(0, most), values),
        play: playFor(tier, contributions),
        warnings: warningsOf(values),
      };
    });
  };

  return {
    profile,
    family: model.family,
    tiers: model.tiers,
    reasons: 'exact',
    wording: {
      reasons: 'exact',
      currency: profile.currency,
      bias: ensemble.bias,
      features: features.map(({ feature, typical }) => {
        return { feature, typical, neverMissing: isNeverMissing(baseline.features[feature.name]) };
      }),
      values: profile.features.map(({ name }) => name),
      plays,
    },
    bundle,
    features: encoder.features,
    bias: ensemble.bias,
    score,
    scoreProbabilities,
    explain,
  };
}
