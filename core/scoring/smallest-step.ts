import { z } from 'zod';
import { type FeatureValues, Words } from '../profile/profile.ts';
import type { Engine } from './engine.ts';
import { type Change, possibleChanges } from './possible-changes.ts';
import { ChurnProbability, tiers } from './score.ts';
import { SmallestStep } from './step.ts';
import { noStepWords, stepWords } from './step-words.ts';
import { tierOf } from './tier.ts';

/** The step, or null, and what there is to say of it: an association that the model has seen, not a promise. */
export const StepAnswer = z.strictObject({ step: SmallestStep.nullable(), text: Words });
export type StepAnswer = z.infer<typeof StepAnswer>;

/** Pairs are searched among so many features and values of each: those that lower the probability most. */
const pairFeatures = 12;
const pairValues = 8;

interface Tried {
  readonly changes: readonly Change[];
  readonly probability: number;
}

const distanceOf = ({ changes }: Tried): number => changes.reduce((sum, { distance }) => sum + distance, 0);

const urgencyOf = (engine: Engine, probability: number): number =>
  tiers.indexOf(tierOf(probability, engine.bundle.model.tiers));

/** Applies each set of changes to the values and scores the results as one batch. */
function tryAll(engine: Engine, values: FeatureValues, sets: readonly (readonly Change[])[]): Tried[] {
  const changed = sets.map((changes) => ({
    ...values,
    ...Object.fromEntries(changes.map(({ feature, to }) => [feature, to])),
  }));
  const probabilities = engine.scoreProbabilities(changed);
  return sets.map((changes, i) => ({ changes, probability: probabilities[i]! }));
}

/** Of those in a lower tier than `from`, the one that goes least far; of equals the lowest probability. */
function leastFar(engine: Engine, tried: readonly Tried[], from: number): Tried | undefined {
  return tried
    .filter(({ probability }) => urgencyOf(engine, probability) > urgencyOf(engine, from))
    .toSorted((a, b) => distanceOf(a) - distanceOf(b) || a.probability - b.probability)[0];
}

/** Pairs of single changes of different features that each lower the probability. */
function pairsOf(singles: readonly Tried[], from: number): (readonly Change[])[] {
  const helpful = singles
    .filter(({ probability }) => probability < from)
    .toSorted((a, b) => a.probability - b.probability);
  const byFeature = Map.groupBy(helpful, ({ changes }) => changes[0]!.feature);
  const groups = [...byFeature.values()].slice(0, pairFeatures).map((group) => group.slice(0, pairValues));
  return groups.flatMap((group, i) =>
    groups.slice(i + 1).flatMap((other) => group.flatMap((a) => other.map((b) => [...a.changes, ...b.changes]))),
  );
}

/** Searches single changes, then pairs where no single one is enough. */
export function smallestStep(engine: Engine, values: FeatureValues): StepAnswer {
  const from = engine.scoreProbabilities([values])[0]!;
  const tier = tierOf(from, engine.bundle.model.tiers);
  if (tier === 'low') return { step: null, text: noStepWords.alreadyLow };
  const changes = possibleChanges(engine, values);
  if (changes.length === 0) return { step: null, text: noStepWords.nothingChangeable };
  const singles = tryAll(
    engine,
    values,
    changes.flat().map((change) => [change]),
  );
  const found =
    leastFar(engine, singles, from) ?? leastFar(engine, tryAll(engine, values, pairsOf(singles, from)), from);
  if (!found) return { step: null, text: noStepWords.notEnough };
  const step: SmallestStep = {
    changes: found.changes.map(({ feature, from: before, to }) => ({ feature, from: before, to })),
    probability: ChurnProbability.parse(found.probability),
    tier: tierOf(found.probability, engine.bundle.model.tiers),
  };
  return { step, text: stepWords(engine.profile, from, step) };
}
