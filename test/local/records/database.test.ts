import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Database } from '../../../local/records/database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** SQLite's numbers for `PRAGMA synchronous`. */
const [normal, full] = [1, 2];

const failing = (): never => {
  throw new Error('broken');
};

describe('a transaction', () => {
  it('waits for the disk, save those that are flushed later, also after one that has failed', () => {
    const database = new Database(join(temporaryFolder(), 'records.sqlite'));
    const waits = (): unknown => database.get('PRAGMA synchronous')?.synchronous;
    expect(waits()).toBe(full);
    expect(database.transaction(waits)).toBe(full);
    expect(database.unflushedTransaction(waits, 1)).toBe(normal);
    expect(waits()).toBe(full);
    expect(() => database.unflushedTransaction(failing, 1)).toThrow('broken');
    expect(waits()).toBe(full);
    database.close();
  });
});
