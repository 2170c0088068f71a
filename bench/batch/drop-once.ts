import { readFileSync } from 'node:fs';
import { link, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newId } from '../../api/new-id.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import { DropQueue } from '../../local/drops/drop-queue.ts';
import { openHome } from '../../local/home/open-home.ts';

/*
 * Usage: node drop-once.ts HOME FILE. Has the home work through the file as one that the inbox has claimed, by its queue and
 * the batch workflow, and prints {"seconds", "scored", "quarantined", "ownMb"}: from the claim until the drop is done, and most
 * memory meanwhile that holds no pages of files.
 */
const [folder = '', file = ''] = process.argv.slice(2);
const home = await openHome(folder, { create: false });
await home.champion.current(); // a home that serves has it in memory
const receivedAt = home.clock.now();
const dropId = newId('drop', receivedAt);
const drop = {
  dropId,
  objectKey: `drops/${dropId}/original`,
  fileName: basename(file),
  sizeBytes: (await stat(file)).size,
  sha256: null,
  receivedAt: receivedAt.toISOString(),
};
const claimed = join(home.paths.files, ...drop.objectKey.split('/'));
await mkdir(dirname(claimed), { recursive: true });
await link(file, claimed); // the inbox renames
const finished: Receipt[] = [];
const fail = (error: unknown): never => {
  throw error;
};
const queue = new DropQueue({
  home,
  training: { budgetSeconds: null, families: [], seed: 1 },
  reporter: { show: () => undefined, say: () => undefined },
  onFinished: (receipt, bug) => (bug ? fail(bug) : void finished.push(receipt)),
  onRecordFailure: fail,
});
await queue.start();
let ownMb = 0;
const look = setInterval(() => {
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  ownMb = Math.max(ownMb, (Number(kilobytes) * 1024) / 1e6);
}, 20);
const startedMs = performance.now();
await queue.submit(drop);
await queue.idle();
const seconds = (performance.now() - startedMs) / 1000;
clearInterval(look);
home.close();
const [receipt] = finished;
if (receipt?.state !== 'done') throw new Error(`the drop is not done: ${JSON.stringify(receipt?.failure)}`);
const { rowsAccepted, rowsQuarantined } = receipt;
process.stdout.write(`${JSON.stringify({ seconds, scored: rowsAccepted, quarantined: rowsQuarantined, ownMb })}\n`);
