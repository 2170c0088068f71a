import type { Command } from 'commander';
import { DomainError } from '../../../core/errors.ts';
import { noteQueued } from '../../../core/intake/queued-drop.ts';
import { retryDrop } from '../../../core/intake/retry-drop.ts';
import { lockHome } from '../../home/home-service.ts';
import type { Home } from '../../home/open-home.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { objectPath } from '../output/object-path.ts';
import { receiptView } from '../views/drops-view.ts';

/** `mainstay drops retry ID` */
export function retryDropCommand(tools: ProgramTools): Command {
  const about =
    'Lets a file that failed for a reason that was not its own be worked on again, as soon as the home is started. What was done of it stays done. A home that runs is asked through its API instead.';
  return newCommand('retry', 'work on a failed file again at the next start', about, [
    'mainstay drops retry drop-20261122T101502Z-3f9a1c2b',
  ])
    .argument('<id>', 'id of a drop')
    .action((dropId: string, _options: CommonOptions, command: Command) =>
      withHome(tools, command.optsWithGlobals<CommonOptions>(), async (home, { style }) => {
        const lock = lockIdle(home, dropId);
        try {
          const { objects } = home;
          const receipt = await retryDrop(dropId, { ...home, queueDrop: (drop) => noteQueued(objects, drop) });
          const view = receiptView(receipt, style, (key) => objectPath(home, key));
          return { document: receipt, text: `${view}\n\nIt is worked on when the home is started: mainstay start` };
        } finally {
          lock.release();
        }
      }),
    );
}

/** @throws {DomainError} `home-in-use`, saying how to ask the one who serves the home */
function lockIdle(home: Home, dropId: string) {
  try {
    return lockHome(home).lock;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'home-in-use') throw error;
    const call = `POST /v1/drops/${encodeURIComponent(dropId)}/retry with the body {}`;
    throw new DomainError('home-in-use', `${home.paths.root} is being served. Send that server ${call}, or stop it.`, {
      cause: error,
    });
  }
}
