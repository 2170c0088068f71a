import { DomainError } from '../errors.ts';
import type { AuditLog, Clock, Events, ModelRegistry } from '../ports.ts';
import { canBeOverridden } from './gate/decide-promotion.ts';
import { type GateDecision, neverOverridden } from './gate/gate-decision.ts';
import type { AuditEntry, ChampionPointer } from './registry.ts';

export interface PromotionPorts {
  readonly models: ModelRegistry;
  readonly audit: AuditLog;
  /** Must not fail: the pointer has moved by then. See `unfailingEvents`. */
  readonly events: Events;
  readonly clock: Clock;
  /** Loads the bundle and reproduces its golden rows. @throws {DomainError} `invalid-bundle` */
  readonly verify: (version: string) => Promise<unknown>;
  /** What the gate decided on a model; undefined where it never saw it. Left out: the caller is the gate. */
  readonly decisionOn?: ((version: string) => Promise<GateDecision | undefined>) | undefined;
}

/** Who moves the champion, and why; both are kept on the pointer and in the audit log. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}

type MoveAction = Extract<AuditEntry['action'], 'promote' | 'override' | 'rollback'>;

/** Moves that others may make while we try; more than this in a row is not contention but a fault. */
const mostTries = 10;

/**
 * Moves the pointer to the version that `choose` picks, again from the start whenever someone else moved it in between.
 * The pointer moves before the audit entry is written: a crash between the two leaves the move, with who and why, in
 * the registry's own history, and the entry's id makes a second writing of it harmless.
 */
async function move(
  action: MoveAction,
  choose: (champion: ChampionPointer | undefined) => Promise<string>,
  { by, reason }: Decision,
  { models, audit, events, clock, verify }: PromotionPorts,
): Promise<ChampionPointer> {
  const verified = new Set<string>();
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await models.champion();
    const version = await choose(seen);
    if (!verified.has(version)) await verify(version);
    verified.add(version);
    const next: ChampionPointer = { version, since: clock.now().toISOString(), by, reason };
    if (await models.moveChampion(seen, next)) {
      await announceMove(action, next, seen, { audit, events });
      return next;
    }
  }
  throw new Error(`the champion was moved by others ${mostTries} times in a row`);
}

/** Writes down a move that was made, and tells of it. Done again, for a move that was cut short, nothing is there twice. */
export async function announceMove(
  action: MoveAction,
  { version, since, by, reason }: ChampionPointer,
  before: ChampionPointer | undefined,
  { audit, events }: Pick<PromotionPorts, 'audit' | 'events'>,
): Promise<void> {
  const id = `${action}-${version}-${since}`;
  await audit.append({ auditId: id, at: since, by, action, subject: version, reason });
  await events.publish({
    eventId: id,
    at: since,
    type: 'ModelPromoted',
    version,
    versionBefore: before?.version ?? null,
    move: action === 'rollback' ? 'rollback' : 'promote',
    by,
    reason,
  });
}

/**
 * Makes a registered model the champion, if its bundle verifies. One that the gate turned away needs a person's reason: the
 * move is then kept as an override, with the checks that failed. A model that failed its golden rows is wrong, not worse,
 * and nobody can promote it.
 *
 * @param reason - undefined where the person gave none
 * @param against - champion that the decision rests on, null for none: while another one scores, nothing moves. Left out:
 *   whoever is the champion gives way
 * @throws {DomainError} `model-not-found`, `already-current`, `champion-changed`, `gate-forbids`, `reason-needed`, `invalid-bundle`
 */
export async function promote(
  {
    version,
    by,
    reason,
    against,
  }: {
    readonly version: string;
    readonly by: string;
    readonly reason: string | undefined;
    readonly against?: string | null | undefined;
  },
  ports: PromotionPorts,
): Promise<ChampionPointer> {
  if (!(await ports.models.get(version))) {
    throw new DomainError('model-not-found', `No model ${version} is registered.`);
  }
  const choose = async (champion: ChampionPointer | undefined): Promise<string> => {
    if (champion?.version === version) {
      throw new DomainError('already-current', `Model ${version} is the champion since ${champion.since}.`);
    }
    if (against !== undefined && (champion?.version ?? null) !== against) {
      const detail = `${version} was held against ${against ?? 'no champion'}, but ${champion?.version ?? 'none'} is the champion now.`;
      throw new DomainError('champion-changed', detail);
    }
    return version;
  };
  await choose(await ports.models.champion()); // who is the champion already needs no reason to stay
  const gate = await ports.decisionOn?.(version);
  if (!gate || gate.promote) {
    return move('promote', choose, { by, reason: reason ?? 'by hand, no reason given' }, ports);
  }
  return move('override', choose, { by, reason: overrideOf(gate, reason) }, ports);
}

/** The reason of an override as it is kept: the person's own, and what the gate had against it. */
function overrideOf(gate: GateDecision, reason: string | undefined): string {
  const failed = gate.checks.filter(({ passed }) => !passed).map(({ code }) => code);
  if (!canBeOverridden(gate)) {
    const detail = `Model ${gate.challenger} failed ${neverOverridden}: the serving engine does not compute what was trained. Train again.`;
    throw new DomainError('gate-forbids', detail);
  }
  if (reason === undefined) {
    const detail = `The gate turned ${gate.challenger} away (${failed.join(', ')}): ${gate.reason} To promote it all the same, give a reason.`;
    throw new DomainError('reason-needed', detail);
  }
  return `${reason} (override of ${failed.join(', ')})`;
}

/**
 * Puts the champion before the current one back, if its bundle still verifies. A second rollback right after the first
 * therefore undoes it: the history is never cut.
 *
 * @throws {DomainError} `nothing-to-roll-back`, `invalid-bundle`
 */
export async function rollback(decision: Decision, ports: PromotionPorts): Promise<ChampionPointer> {
  const choose = async (champion: ChampionPointer | undefined): Promise<string> => {
    const history = await ports.models.championHistory();
    const before = history.find(({ version }) => version !== champion?.version);
    if (!champion || !before) {
      throw new DomainError(
        'nothing-to-roll-back',
        champion ? `Model ${champion.version} is the only champion there ever was.` : 'No model was ever promoted.',
      );
    }
    return before.version;
  };
  return move('rollback', choose, decision, ports);
}
