import { DomainError } from '../core/errors.ts';
import { smokeOptions, usage, WrongUsage } from './smoke/options.ts';
import { runSmoke } from './smoke/run-smoke.ts';
import { UnusableSample } from './smoke/sample-customers.ts';

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

async function main(): Promise<number> {
  try {
    const options = smokeOptions(process.argv.slice(2), process.env);
    if (!options) {
      process.stdout.write(usage);
      return exitCodes.done;
    }
    const failed = await runSmoke(options, (line) => process.stdout.write(`${line}\n`), new Date());
    if (failed === undefined) return exitCodes.done;
    process.stderr.write(`The step "${failed}" failed.\n`);
    return exitCodes.failed;
  } catch (error) {
    if (error instanceof WrongUsage) process.stderr.write(`${error.message}\n\n${usage}`);
    else if (isUnusable(error)) process.stderr.write(`--customers cannot be used: ${error.message}\n`);
    else throw error;
    return exitCodes.usage;
  }
}

function isUnusable(error: unknown): error is Error {
  const absent = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
  return absent || error instanceof UnusableSample || error instanceof DomainError;
}

process.exitCode = await main();
