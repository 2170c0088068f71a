import { DomainError } from '../../errors.ts';
import type { AuditLog, Clock, ModelRegistry, ShadowRecords } from '../../ports.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import { whyNotComparable } from '../comparable.ts';
import type { Decision } from '../promotion.ts';
import { isShadowing, type ShadowPointer } from './shadow.ts';

export interface ShadowModePorts {
  readonly models: Pick<ModelRegistry, 'get' | 'champion'>;
  readonly shadows: Pick<ShadowRecords, 'current' | 'set'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  /** Loads a model and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly load: (version: string) => Promise<ScoringModel>;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Lets a model score silently beside the champion for some days. A model that did so until now gives way; starting the
 * same one again sets a new end.
 *
 * @param days - 1 to `mostShadowDays`
 * @throws {DomainError} `model-not-found`, `no-champion`, `already-current` for the champion, `not-comparable`, `invalid-bundle`
 */
export async function startShadow(
  { version, days, by, reason }: Decision & { readonly version: string; readonly days: number },
  { models, shadows, audit, clock, load }: ShadowModePorts,
): Promise<ShadowPointer> {
  if (!(await models.get(version))) throw new DomainError('model-not-found', `No model ${version} is registered.`);
  const champion = await models.champion();
  if (!champion) throw new DomainError('no-champion', 'There is no champion beside whom a model could score.');
  if (champion.version === version) {
    throw new DomainError('already-current', `Model ${version} is the champion: it scores for all to see.`);
  }
  const [silent, answering] = [await load(version), await load(champion.version)];
  const why = whyNotComparable(answering.profile, silent.profile);
  if (why !== undefined) throw new DomainError('not-comparable', why);
  const at = clock.now();
  const next = {
    version,
    since: at.toISOString(),
    until: new Date(at.getTime() + days * dayMs).toISOString(),
    by,
    reason,
  };
  if (!(await shadows.set(await shadows.current(), next))) throw changedMeanwhile();
  await audit.append({
    auditId: `shadow-${version}-${next.since}`,
    at: next.since,
    by,
    action: 'shadow',
    subject: version,
    reason,
  });
  return next;
}

/**
 * Ends a shadow before its time; what it has said so far is kept.
 *
 * @throws {DomainError} `not-found` if that model does not shadow now
 */
export async function stopShadow(
  { version, by, reason }: Decision & { readonly version: string },
  { shadows, audit, clock }: Pick<ShadowModePorts, 'shadows' | 'audit' | 'clock'>,
): Promise<void> {
  const current = await shadows.current();
  const now = clock.now();
  if (current?.version !== version || !isShadowing(current, now)) {
    throw new DomainError('not-found', `Model ${version} does not score beside the champion now.`);
  }
  if (!(await shadows.set(current, undefined))) throw changedMeanwhile();
  const at = now.toISOString();
  await audit.append({
    auditId: `end-shadow-${version}-${at}`,
    at,
    by,
    action: 'end-shadow',
    subject: version,
    reason,
  });
}

function changedMeanwhile(): DomainError {
  return new DomainError('already-current', 'Someone else started or ended a shadow in this moment. Look again.');
}
