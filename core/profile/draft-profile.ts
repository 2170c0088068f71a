import { DomainError } from '../errors.ts';
import { humanName, nameKey } from './draft/column-name.ts';
import { draftFeature } from './draft/draft-feature.ts';
import type { DraftedProfile, DraftOptions } from './draft/draft-options.ts';
import { exclusionOf } from './draft/exclude-column.ts';
import { askedColumn, guessCurrency, guessId, guessMoney, guessPer, guessSnapshot } from './draft/guess-columns.ts';
import { guessDecimal, guessKind } from './draft/guess-kind.ts';
import { guessLabel } from './draft/guess-label.ts';
import type { LookedAt } from './draft/looked-at.ts';
import { noteGuesses } from './draft/note-guesses.ts';
import { sampleColumns } from './draft/sample-columns.ts';
import { suggestPlays } from './draft/suggest-plays.ts';
import { suggestSegments } from './draft/suggest-segments.ts';
import { parseProfile } from './parse-profile.ts';
import { defaultMissingTexts, type Exclusion } from './profile.ts';

/**
 * What acting is taken to cost and bring until the team says better: a contact costs 5 (a few minutes of a person), keeps
 * one leaver in five, and the team reaches a tenth of its customers per cycle. Major currency units.
 */
export const draftPolicy = { contactCost: 5, successRate: 0.2, capacityShare: 0.1 } as const;

/** A month, because most subscriptions are billed by it, and a year of bills lost when one leaves. */
const horizon = { churnWithinDays: 30, valueHorizonMonths: 12 } as const;

const mostFeatures = 500;

export type { DraftedProfile, DraftOptions } from './draft/draft-options.ts';

/**
 * Drafts a profile from any CSV file: dialect, kinds, label, id, money and snapshot columns, and which columns give the
 * answer away or say nothing. The notes say what was guessed, for a person to check.
 *
 * @param source - decompressed bytes; the first 100,000 rows at most are looked at
 * @throws {DomainError} `unreadable-file`; `invalid-profile` where a column that was named is not there or the label is
 *   unclear, naming what could be meant; `nothing-to-learn` where no feature is left
 */
export async function draftProfile(source: AsyncIterable<Uint8Array>, options: DraftOptions): Promise<DraftedProfile> {
  const sample = await sampleColumns(source);
  const decimal = guessDecimal(sample.columns);
  const columns = sample.columns.map(
    (column): LookedAt => ({ column, kind: guessKind(column, decimal), key: nameKey(column.name) }),
  );
  const named = columns.filter(({ column }) => column.name !== '');

  const label = guessLabel(named, options.label);
  const others = named.filter(({ column }) => column.name !== label.column);
  const id = options.id === undefined ? guessId(others) : askedColumn(others, options.id);
  const money = options.money === undefined ? guessMoney(others) : askedColumn(others, options.money);
  if (money && money.kind.kind !== 'number') {
    throw new DomainError('invalid-profile', `The money column ${money.column.name} does not hold numbers.`);
  }
  const snapshot = guessSnapshot(others);
  const currency = options.currency ?? (money && guessCurrency(money)) ?? 'USD';
  const per = money && guessPer(money.key);

  const kept: LookedAt[] = [];
  const excluded: Exclusion[] = [];
  for (const one of others) {
    if (one === id || one === snapshot) continue;
    const exclusion = exclusionOf(one, { labels: label.labels, hasSnapshot: snapshot !== undefined, kept });
    if (exclusion) excluded.push(exclusion);
    else if (kept.length < mostFeatures) kept.push(one);
    else
      excluded.push({
        column: one.column.name,
        code: 'chosen',
        reason: `Past the ${mostFeatures} columns that a profile may have.`,
      });
  }
  if (kept.length === 0) {
    const why = excluded.map(({ column, reason }) => `${column}: ${reason}`).slice(0, 10);
    throw new DomainError(
      'nothing-to-learn',
      `No column is left that a model could learn from. ${why.join(' ')}`.trim(),
    );
  }

  const features = kept.flatMap((one) => draftFeature(one, one === money ? `${currency} per ${per}` : undefined) ?? []);
  const changeable = kept
    .filter((_, at) => features[at]?.changeable)
    .map(({ column, key }) => ({ name: column.name, key }));
  const stray = kept.flatMap(({ kind }) => (kind.kind === 'number' ? kind.stray : []));
  const name = fitName(options.name);
  const profile = parseProfile({
    format: 'mainstay-profile/1',
    name,
    version: 1,
    title: { en: humanName(name), ko: humanName(name) },
    id: { column: id?.column.name ?? null },
    label: { column: label.column, positive: label.positive, negative: label.negative },
    money: money && per ? { column: money.column.name, per } : null,
    currency,
    ...horizon,
    snapshotColumn: snapshot?.column.name ?? null,
    ...(snapshot?.kind.kind === 'date' && { snapshotFormat: snapshot.kind.order }),
    missing: [...new Set([...defaultMissingTexts, ...stray.map((text) => text.toLowerCase())])],
    decimal,
    features,
    excluded,
    segments: suggestSegments(kept, label.labels),
    plays: suggestPlays(changeable),
    policy: draftPolicy,
  });
  return {
    profile,
    notes: noteGuesses({ sample, columns, profile, label, kept, stray, currencyAsked: options.currency !== undefined }),
  };
}

/** A name that the schema takes: lower-case letters, digits and hyphens, at most 63. */
function fitName(name: string): string {
  const fit = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return fit.slice(0, 63).replace(/-+$/, '') || 'customers';
}
