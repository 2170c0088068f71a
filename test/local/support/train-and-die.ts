import { DropQueue } from '../../../local/drops/drop-queue.ts';
import { receiveFile } from '../../../local/drops/receive-file.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { chooseProfile } from '../../../local/training/choose-profile.ts';
import { trainModel } from '../../../local/training/train-model.ts';

/*
 * A process of its own that trains in a home, on a file as a command does or on what waits there as the service does, and
 * kills itself in the middle of a state: `node train-and-die.ts HOME FILE|queue STATE`.
 */

const [folder = '', file = '', moment = ''] = process.argv.slice(2);
const settings = { families: ['logistic-regression'] as const, budgetSeconds: 5, trials: 1, seed: 1 };

const die = (at: string): void => {
  if (at === moment) process.kill(process.pid, 'SIGKILL');
};

/** The home, with a watcher at its doors. */
function watched(home: Home): Home {
  const objects = new Proxy(home.objects, {
    get: (target, name) => {
      if (name !== 'put') return Reflect.get(target, name).bind(target);
      const put: Home['objects']['put'] = (key, ...rest) => {
        if (key.endsWith('/results/gate.json')) die('Gate');
        if (key.endsWith('/report.html')) die('Report');
        return target.put(key, ...rest);
      };
      return put;
    },
  });
  const models = new Proxy(home.records.models, {
    get: (target, name) => {
      if (name !== 'moveChampion') return Reflect.get(target, name).bind(target);
      const move: Home['records']['models']['moveChampion'] = async (...pointers) => {
        die('Promote, before');
        const moved = await target.moveChampion(...pointers);
        die('Promote, after');
        return moved;
      };
      return move;
    },
  });
  return { ...home, objects, records: { ...home.records, models } };
}

const reporter = {
  show: (step: string, { message }: { readonly message?: string }) => {
    if (step === 'evaluate' && message !== undefined) die('Evaluate'); // Python has begun to measure
  },
  say: () => undefined,
};

const home = watched(await openHome(folder, { create: true }));
if (file === 'queue') {
  const queue = new DropQueue({
    home,
    training: settings,
    reporter,
    onFinished: () => undefined,
    onRecordFailure: () => undefined,
  });
  await queue.start();
  await queue.idle();
} else {
  const { profile } = await chooseProfile(home.paths, file, undefined);
  const request = {
    drop: await receiveFile(home, file, profile.name),
    profile,
    settings,
    by: 'a test',
    reason: 'on-demand' as const,
    force: true,
    resumable: false,
  };
  await trainModel(home, request, reporter, new AbortController().signal);
}
throw new Error(`it came to its end without ${moment}`);
