// When the engine compiles for speed. Plain JavaScript, because the launcher brings it along.
import { setFlagsFromString } from 'node:v8';

/**
 * Leaves the optimising compilers off while a command starts. What runs then runs once, and its compiling takes processor time
 * from it where cores are few, 40 of 200 ms on one. Said before the cache of compiled modules is opened, which is one for each set
 * of flags.
 */
export function compileLater() {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
}

/** Compiles from now on what runs often, for all threads; by the last of the compilers at once, so that nothing is compiled twice. */
export function compileWhatRunsOften() {
  setFlagsFromString('--opt');
}
