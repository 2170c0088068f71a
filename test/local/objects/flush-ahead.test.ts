import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FlushAhead } from '../../../local/objects/flush-ahead.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** More files than a process may open. */
const neverOpen = 2 ** 30;

describe('FlushAhead', () => {
  it('lets the file be closed once nothing is under way', async () => {
    const fd = openSync(join(temporaryFolder(), 'file'), 'w');
    const ahead = new FlushAhead(fd, 10);
    for (let i = 0; i < 50; i++) {
      writeSync(fd, 'four');
      ahead.wrote(4);
    }
    await expect(ahead.settled()).resolves.toBeUndefined();
    closeSync(fd);
  });

  it('says what the disk has said, which would be lost', async () => {
    const ahead = new FlushAhead(neverOpen, 10);
    ahead.wrote(9);
    await expect(ahead.settled()).resolves.toBeUndefined();
    ahead.wrote(1);
    await expect(ahead.settled()).rejects.toMatchObject({ code: 'EBADF' });
  });
});
