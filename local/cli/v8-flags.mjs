// How the JavaScript engine behaves while files are scored. Plain JavaScript, because the launcher brings it along.
import { setFlagsFromString } from 'node:v8';

const setFlags = (...flags) => flags.forEach((flag) => setFlagsFromString(flag));

/**
 * For the start, whose code runs once and whose objects stay: compiling it for speed would take 40 of 200 ms on one core, marking
 * its objects would give nothing back. Said before the cache of compiled modules is opened, which is one for each set of flags:
 * what was compiled under others is stale.
 */
export function tuneForStart() {
  setFlags('--no-opt', '--no-maglev', '--no-incremental-marking');
  // A file of any size goes through the same few arrays: room for more new objects would only be filled before it is swept.
  setFlags('--semi-space-growth-factor=1');
}

/** For the work of all threads: what runs often is compiled, by the last of the compilers at once, so that nothing is compiled twice. */
export function tuneForWork() {
  setFlags('--opt', '--incremental-marking');
}
