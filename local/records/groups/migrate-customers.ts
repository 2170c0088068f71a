import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { tiers } from '../../../core/scoring/score.ts';
import { groupOf, slotOf } from './group.ts';
import { emptyPlaces, mostSignatures, type Places } from './places.ts';
import { signatureOf } from './signature.ts';

const Old = z.object({
  customer_key: z.int(),
  customer_id: z.string(),
  tier: z.enum(tiers),
  value_at_risk: z.number(),
  probability: z.number(),
  movement: z.number(),
  features: z.string(),
});
const Features = z.record(z.string(), z.union([z.number(), z.string(), z.null()]));

/** Tables of customers in groups; see `group.ts`. */
const tables = `
  CREATE TABLE scoring_sheets (model_version TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE scorings (
    scoring INTEGER PRIMARY KEY,
    model_version TEXT NOT NULL,
    drop_id TEXT,
    scored_at TEXT NOT NULL,
    score_id TEXT
  ) STRICT;
  CREATE INDEX scorings_of_one ON scorings (score_id) WHERE score_id IS NOT NULL;
  CREATE TABLE segment_features (place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE customer_keys (customer_id TEXT PRIMARY KEY, customer_key INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE customer_changes (only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL) STRICT;
  INSERT INTO customer_changes VALUES (1, 1);
  CREATE TABLE customer_groups (
    customer_group INTEGER PRIMARY KEY,
    changed INTEGER NOT NULL,
    places BLOB NOT NULL
  ) STRICT;
  CREATE TABLE group_ids (customer_group INTEGER PRIMARY KEY, ids TEXT NOT NULL) STRICT;
  CREATE TABLE group_scores (customer_group INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE group_histories (customer_group INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE single_customers (customer_key INTEGER PRIMARY KEY, latest TEXT NOT NULL, history TEXT NOT NULL) STRICT;
`;

/** Brings customers from a row each with three indexes into groups: their documents stay as they are until the next score. */
export function migrateCustomers(database: DatabaseSync): void {
  database.exec(tables);
  const names: string[] = [];
  const put = putterOf(database);
  let ids: (string | null)[] = [];
  let places: Places | undefined;
  let group = 0;
  const sql = `SELECT customer_key, customer_id, tier, value_at_risk, probability, movement, features FROM customers
    ORDER BY customer_key`;
  for (const row of database.prepare(sql).iterate()) {
    const old = Old.parse(row);
    const features = Features.parse(JSON.parse(old.features));
    for (const name of Object.keys(features)) {
      if (names.length < mostSignatures && !names.includes(name)) names.push(name);
    }
    if (!places || groupOf(old.customer_key) !== group) {
      if (places) put(group, ids, places);
      group = groupOf(old.customer_key);
      ids = [];
      places = emptyPlaces(names.length);
    }
    places = places.withRoom(names.length);
    const slot = slotOf(old.customer_key);
    while (ids.length < slot) ids.push(null);
    ids[slot] = old.customer_id;
    places.tier[slot] = tiers.indexOf(old.tier);
    places.valueAtRisk[slot] = old.value_at_risk;
    places.probability[slot] = old.probability;
    places.movement[slot] = old.movement;
    places.setSignatures(
      slot,
      names.map((name) => signatureOf(features[name])),
    );
  }
  if (places) put(group, ids, places);
  const feature = database.prepare('INSERT INTO segment_features (place, name) VALUES (?, ?)');
  for (const [place, name] of names.entries()) feature.run(place, name);
  database.exec(`
    INSERT INTO customer_keys SELECT customer_id, customer_key FROM customers ORDER BY customer_id;
    INSERT INTO single_customers SELECT customer_key, latest, history FROM customers ORDER BY customer_key;
    DROP TABLE customers;
  `);
}

function putterOf(database: DatabaseSync): (group: number, ids: (string | null)[], places: Places) => void {
  const putIds = database.prepare('INSERT INTO group_ids (customer_group, ids) VALUES (?, ?)');
  const putPlaces = database.prepare('INSERT INTO customer_groups (customer_group, changed, places) VALUES (?, 1, ?)');
  return (group, ids, places) => {
    putIds.run(group, JSON.stringify(ids));
    putPlaces.run(group, places.bytes);
  };
}
