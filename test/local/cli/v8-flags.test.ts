import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** What a program of its own says, which can ask how a function is run: `how()` after the loop has run often. */
function say(program: string): string {
  const before = `import { tuneForStart, tuneForWork } from './local/cli/v8-flags.mjs';
    const square = (x) => x * x;
    const how = () => {
      for (let sum = 0, i = 0; i < 5_000_000; i += 1) sum += square(i);
      return %GetOptimizationStatus(square) & 16 ? 'compiled' : 'as it stands'; // 16 is kOptimized in V8's runtime.h
    };
    %NeverOptimizeFunction(how); // or the loop would be compiled, and the square with it
    `;
  const args = ['--allow-natives-syntax', '--no-concurrent-recompilation', '--input-type=module', '--eval'];
  return spawnSync(process.execPath, [...args, `${before} ${program}`], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  }).stdout;
}

describe('flags of V8', () => {
  it('compiles what runs often, if nothing is said', () => {
    expect(say('console.log(how());')).toBe('compiled\n');
  });

  it('leaves it as it stands while a command starts', () => {
    expect(say('tuneForStart(); console.log(how());')).toBe('as it stands\n');
  });

  it('compiles it as soon as the work begins', () => {
    const program = 'tuneForStart(); how(); tuneForWork(); console.log(how());';
    expect(say(program)).toBe('compiled\n');
  });
});
