import type { ColumnBatch, FeatureColumn } from '../../intake/column-batch.ts';
import type { Engine } from '../engine.ts';
import { createPlayPicker } from '../play.ts';
import { tiers } from '../score.ts';
import type { ScoredRows } from '../scored-rows.ts';
import { createAppraisal } from './appraise-rows.ts';
import { createColumnEncoder } from './encode-columns.ts';
import { createColumnWarnings } from './warn-columns.ts';

type Figures = 'raw' | 'probability' | 'tier' | 'percentile' | 'contributions' | 'play' | 'because' | 'warnings';

/**
 * What the model says of the rows of a batch, one place for each. Its arrays are of use until the next batch is scored;
 * `contributions` is empty, and no row has a play, where reasons were not asked for.
 */
export interface ScoredColumns extends Pick<ScoredRows, Figures | 'count'> {
  readonly batch: ColumnBatch;
  /** Minor units; NaN where the money is unknown. */
  readonly valueAtRiskMinor: Float64Array;
  /** The features that the model uses, in its order. */
  readonly features: readonly FeatureColumn[];
}

/** Rows of a batch that are scored in one go. */
export interface ColumnWork {
  readonly scored: ScoredColumns;
  /** Scores rows `from` to `to`; the figures are bit for bit those of `Engine.score`. */
  readonly scoreRows: (from: number, to: number) => void;
}

export interface ColumnScorer {
  readonly engine: Engine;
  open(batch: ColumnBatch, options: { readonly reasons: boolean }): ColumnWork;
}

const lowTier = tiers.indexOf('low');

/** Puts an engine to work on columns. */
export function createColumnScorer(engine: Engine): ColumnScorer {
  const { profile, bundle, features: names } = engine;
  const { model, baseline, ensemble } = bundle;
  const { columnCount, featureCount: width } = ensemble;
  const encode = createColumnEncoder(model.encoder);
  const appraise = createAppraisal(engine);
  const warningsOf = createColumnWarnings(model.encoder, baseline);
  const pickPlay = createPlayPicker(profile, names);
  const placeOf = names.map((name) => profile.features.findIndex((feature) => feature.name === name));
  const none = new Float64Array();
  let room = roomFor(0, columnCount, width);

  const open: ColumnScorer['open'] = (batch, { reasons }) => {
    const { count, monthlyValueMinor } = batch;
    if (count > room.rows) room = roomFor(count, columnCount, width);
    const features = placeOf.map((place) => batch.features[place]!);
    const scored: ScoredColumns = {
      batch,
      count,
      features,
      raw: room.raw.subarray(0, count),
      probability: room.probability.subarray(0, count),
      tier: room.tier.subarray(0, count),
      percentile: room.percentile.subarray(0, count),
      valueAtRiskMinor: room.valueAtRiskMinor.subarray(0, count),
      contributions: reasons ? room.contributions.subarray(0, width * count) : none,
      play: room.play.subarray(0, count).fill(-1),
      because: room.because.subarray(0, count).fill(-1),
      warnings: warningsOf(features, count),
    };
    const { raw, tier, contributions, play, because } = scored;
    const appraised = { ...scored, monthlyValueMinor };
    const picked = { play: -1, because: -1 };

    const scoreRows = (from: number, to: number): void => {
      const rowCount = to - from;
      const columns = room.columns.subarray(0, columnCount * rowCount);
      encode(features, from, rowCount, columns);
      ensemble.rawScoresOfColumns(columns, raw.subarray(from, to));
      appraise(appraised, from, to);
      if (!reasons) return;
      ensemble.contributionsOfColumns(columns, contributions.subarray(width * from, width * to));
      for (let row = from; row < to; row++) {
        if (tier[row] === lowTier) continue;
        pickPlay(contributions, row * width, picked);
        play[row] = picked.play;
        because[row] = picked.because;
      }
    };
    return { scored, scoreRows };
  };
  return { engine, open };
}

/** Arrays for so many rows. */
function roomFor(rows: number, columnCount: number, width: number) {
  return {
    rows,
    columns: new Float32Array(columnCount * rows),
    raw: new Float64Array(rows),
    probability: new Float64Array(rows),
    tier: new Uint8Array(rows),
    percentile: new Float64Array(rows),
    valueAtRiskMinor: new Float64Array(rows),
    contributions: new Float64Array(width * rows),
    play: new Int16Array(rows),
    because: new Int16Array(rows),
  };
}
