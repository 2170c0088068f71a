import { endSignal, Interrupted, untilAborted } from '../../api/server/end-signal.ts';
import { jsonLog } from '../../api/server/json-log.ts';
import { DomainError } from '../../core/errors.ts';
import { startServer } from './start-server.ts';

/* What the image "aws" runs: one process, one log line per event on standard output, ends with 0 when it is asked to. */

const log = jsonLog(process.stdout);
const { signal } = endSignal();

/** What a process that could not finish what it had taken ends with. */
function cutShort(): number {
  return signal.reason instanceof Interrupted ? signal.reason.exitCode : 1;
}

async function run(): Promise<number> {
  try {
    const server = await startServer(process.env, log);
    log.info('serving', { url: server.url });
    await untilAborted(signal);
    log.info('stopping', {});
    const finished = await server.close();
    log.info('stopped', { finished });
    return finished ? 0 : cutShort();
  } catch (error) {
    const code = error instanceof DomainError ? error.code : undefined;
    log.error('not-started', { code, error: error instanceof Error ? error.message : String(error) });
    return 1;
  }
}

process.exitCode = await run();
process.stdout.write('', () => process.exit());
