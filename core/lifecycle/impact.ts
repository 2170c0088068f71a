import { z } from 'zod';
import { DomainError } from '../errors.ts';
import type { ModelRegistry } from '../ports.ts';
import type { ScoringModel } from '../scoring/scoring-model.ts';
import { whyNotComparable } from './comparable.ts';
import { type CurrentCustomersPorts, measureOnCurrentCustomers } from './gate/current-customers.ts';
import { BlastRadius } from './gate/gate-decision.ts';
import { ModelVersion } from './registry.ts';

/** What promoting a model would change. */
export const Impact = z
  .strictObject({
    version: ModelVersion,
    champion: ModelVersion.nullable(),
    blastRadius: BlastRadius.nullable(),
    remark: z.string().nullable().meta({ description: 'Why nothing could be compared; null where it was' }),
  })
  .meta({ id: 'Impact' });
export type Impact = z.infer<typeof Impact>;

export interface ImpactPorts extends CurrentCustomersPorts {
  readonly models: Pick<ModelRegistry, 'get' | 'champion'>;
  /** Loads a model and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly load: (version: string) => Promise<ScoringModel>;
}

/**
 * Looks at a promotion before it is made: current customers are scored by champion and candidate, and nothing is recorded.
 * What cannot be compared is said.
 *
 * @throws {DomainError} `model-not-found`, `invalid-bundle`
 */
export async function measureImpact(version: string, ports: ImpactPorts): Promise<Impact> {
  const { models, load } = ports;
  if (!(await models.get(version))) throw new DomainError('model-not-found', `No model ${version} is registered.`);
  const pointer = await models.champion();
  const nothing = (remark: string): Impact => ({
    version,
    champion: pointer?.version ?? null,
    blastRadius: null,
    remark,
  });
  if (!pointer) return nothing('There is no champion yet, so no score would change.');
  if (pointer.version === version) return nothing('It is the champion, so no score would change.');
  const [champion, challenger] = [await load(pointer.version), await load(version)];
  const why = whyNotComparable(champion.profile, challenger.profile);
  if (why !== undefined) {
    return nothing(`${why} The two read customers differently, so what would change cannot be told beforehand.`);
  }
  const blastRadius = await measureOnCurrentCustomers({ champion, challenger }, ports);
  if (!blastRadius) return nothing('No customer was scored yet, so no score would change.');
  return { version, champion: pointer.version, blastRadius, remark: null };
}
