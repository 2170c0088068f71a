import { z } from 'zod';
import { ChampionPointer, ModelRecord } from '../../core/lifecycle/registry.ts';
import type { ModelRegistry } from '../../core/ports.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { ItemKey, RecordsTable } from './records-table.ts';

const Stored = z.object({ body: PackedBytes });
const Move = Stored.extend({ sk: z.string() });

const champion = 'CHAMPION';
const models = 'MODELS';
const movePrefix = 'MOVE#';

/**
 * Models and the champion pointer in DynamoDB; see {@link ModelRegistry}. Every move of the pointer is an item of its own
 * with the next number, written only if nobody has written it: the last one is the champion, all of them the history.
 */
export class DynamoModelRegistry implements ModelRegistry {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async register(model: ModelRecord): Promise<void> {
    const item = { ...modelItemKey(model.version), body: pack(model) };
    await this.#table.put(item, { expression: 'attribute_not_exists(#pk)' });
  }

  async get(version: string): Promise<ModelRecord | undefined> {
    const item = await this.#table.get(modelItemKey(version));
    return item === undefined ? undefined : unpack(Stored.parse(item).body, ModelRecord);
  }

  async list(): Promise<readonly ModelRecord[]> {
    const found: ModelRecord[] = [];
    for await (const item of this.#table.query({ partition: models })) {
      found.push(unpack(Stored.parse(item).body, ModelRecord));
    }
    return found.sort(
      (a, b) => Date.parse(b.registeredAt) - Date.parse(a.registeredAt) || (a.version < b.version ? 1 : -1),
    );
  }

  async champion(): Promise<ChampionPointer | undefined> {
    return (await this.#last())?.pointer;
  }

  async moveChampion(seen: ChampionPointer | undefined, next: ChampionPointer): Promise<boolean> {
    const last = await this.#last();
    if (!isSame(last?.pointer, seen)) return false;
    const item = { pk: champion, sk: moveKey((last?.number ?? 0) + 1), body: pack(next) };
    return this.#table.put(item, { expression: 'attribute_not_exists(#pk)' });
  }

  async championHistory(): Promise<readonly ChampionPointer[]> {
    const moves: ChampionPointer[] = [];
    for await (const move of this.#moves(100)) moves.push(move.pointer);
    return moves;
  }

  async #last(): Promise<{ number: number; pointer: ChampionPointer } | undefined> {
    for await (const move of this.#moves(1)) return move;
    return undefined;
  }

  /** Newest first. */
  async *#moves(pageSize: number) {
    for await (const item of this.#table.query({ partition: champion, descending: true, pageSize })) {
      const { sk, body } = Move.parse(item);
      yield { number: Number(sk.slice(movePrefix.length)), pointer: unpack(body, ChampionPointer) };
    }
  }
}

function modelItemKey(version: string): ItemKey {
  return { pk: models, sk: `MODEL#${version}` };
}

function moveKey(number: number): string {
  return `${movePrefix}${String(number).padStart(8, '0')}`;
}

function isSame(a: ChampionPointer | undefined, b: ChampionPointer | undefined): boolean {
  return a?.version === b?.version && a?.since === b?.since && a?.by === b?.by && a?.reason === b?.reason;
}
