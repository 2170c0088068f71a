import { z } from 'zod';
import { isSameShadow, ShadowPointer } from '../../core/lifecycle/shadow/shadow.ts';
import { changeBins, emptyTally, ShadowTally } from '../../core/lifecycle/shadow/shadow-tally.ts';
import type { ShadowRecords } from '../../core/ports.ts';
import { tiers } from '../../core/scoring/score.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { ItemKey, RecordsTable } from './records-table.ts';

const Stored = z.object({ body: PackedBytes });
const pointerKey: ItemKey = { pk: 'SHADOW', sk: 'POINTER' };
const Key = z.object({ sk: z.string().regex(/^TALLY#[^#]+#[^#]+$/) });
const Counters = z.record(z.string(), z.unknown());

/** The shadow pointer and its tallies in DynamoDB; see {@link ShadowRecords}. A tally is one item, whose numbers only grow. */
export function dynamoShadowRecords(table: RecordsTable): ShadowRecords {
  return {
    current: async () => {
      const item = await table.get(pointerKey);
      return item === undefined ? undefined : unpack(Stored.parse(item).body, ShadowPointer);
    },
    set: async (seen, next) => {
      const item = await table.get(pointerKey);
      const body = item === undefined ? undefined : Stored.parse(item).body;
      if (!isSameShadow(body && unpack(body, ShadowPointer), seen)) return false;
      const unchanged = body
        ? { expression: '#body = :seen', values: { ':seen': body } }
        : { expression: 'attribute_not_exists(#pk)' };
      if (next) return table.put({ ...pointerKey, body: pack(next) }, unchanged);
      return body === undefined || table.delete(pointerKey, unchanged);
    },
    add: (tally) =>
      table.add({ pk: partitionOf(tally.version), sk: `TALLY#${tally.day}#${tally.champion}` }, numbersOf(tally)),
    tallies: async (version) => {
      const found: ShadowTally[] = [];
      for await (const item of table.query({ partition: partitionOf(version) })) found.push(tallyOf(version, item));
      return found;
    },
  };
}

function partitionOf(version: string): string {
  return `SHADOW#${version}`;
}

/** What is counted, as attributes of its own; zeros are left out. */
function numbersOf({ compared, missed, changeMillionths, moves, changes }: ShadowTally): Record<string, number> {
  const numbers = { compared, missed, changeMillionths };
  const steps = tiers.flatMap((from) => tiers.map((to) => [`${from}To${to}`, moves[from][to]] as const));
  const bins = changes.map((scores, bin) => [`change${bin}`, scores] as const);
  const all = [...Object.entries(numbers), ...steps, ...bins];
  return Object.fromEntries(all.filter(([, number]) => number > 0));
}

function tallyOf(version: string, item: unknown): ShadowTally {
  const [, day = '', champion = ''] = Key.parse(item).sk.split('#');
  const numbers = Counters.parse(item);
  const number = (name: string): number => z.int().parse(numbers[name] ?? 0);
  const tally = emptyTally({ version, day, champion });
  for (const from of tiers) for (const to of tiers) tally.moves[from][to] = number(`${from}To${to}`);
  return ShadowTally.parse({
    ...tally,
    compared: number('compared'),
    missed: number('missed'),
    changeMillionths: number('changeMillionths'),
    changes: Array.from({ length: changeBins }, (_, bin) => number(`change${bin}`)),
  });
}
