import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPython } from '../../../local/training/find-python.ts';
import type { Progress } from '../../../local/training/progress.ts';
import { runStep, type StepOptions } from '../../../local/training/run-step.ts';
import { temporaryFolder } from '../support/mainstay.ts';

/* Steps of a package that stands in for the training package and does what its first argument says. */
const standIn = `
import json, sys, time, subprocess
def say(**line): print(json.dumps(line), flush=True)
what = sys.argv[2]
if what == "good":
    print("a library's chatter")
    say(event="progress", step=sys.argv[1], done=1, of=2, message="half")
    print("{not json", flush=True)
    say(event="done", status="fitted", trials=3)
elif what == "refuse":
    say(event="failed", code="not-enough-data", detail="12 more needed")
    sys.exit(1)
elif what == "crash":
    raise ValueError("out of ideas")
elif what == "lacks":
    import no_such_library
elif what == "hang":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    say(event="progress", step="train", message=str(child.pid))
    time.sleep(600)
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, 'mainstay_training'));
  await writeFile(join(folder.path, 'mainstay_training', '__main__.py'), standIn);
});
afterAll(() => folder.clear());

const step = (what: string, more: Partial<StepOptions> = {}) =>
  runStep('train', [what], {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    packageFolder: folder.path,
    ...more,
  });

describe('runStep', () => {
  it('tells of progress, passes over chatter, and hands back the end', async () => {
    const progress: Progress[] = [];
    const done = await step('good', { onProgress: (event) => progress.push(event) });
    expect(progress).toEqual([{ event: 'progress', step: 'train', done: 1, of: 2, message: 'half' }]);
    expect(done).toEqual({ event: 'done', status: 'fitted', trials: 3 });
  });

  it('hands on what the step foresaw', async () => {
    await expect(step('refuse')).rejects.toMatchObject({ code: 'not-enough-data', message: '12 more needed' });
  });

  it('says the last line of a crash, and logs all of it', async () => {
    const log: string[] = [];
    const failed = step('crash', { onLog: (line) => log.push(line) });
    await expect(failed).rejects.toMatchObject({
      code: 'training-failed',
      message: expect.stringContaining('ValueError: out of ideas'),
    });
    expect(log.join('\n')).toContain('Traceback');
  });

  it.each([
    ['a missing library', step.bind(undefined, 'lacks'), /lacks the package no_such_library/],
    ['a missing Python', () => step('good', { python: '/nonexistent/python3' }), /cannot be run/],
  ])('names %s and the way out', async (_, run, words) => {
    await expect(run()).rejects.toMatchObject({ code: 'python-missing', message: expect.stringMatching(words) });
  });

  it('ends the step and what it started when aborted', async () => {
    const abort = new AbortController();
    let grandchild = 0;
    const running = step('hang', {
      signal: abort.signal,
      onProgress: ({ message }) => {
        grandchild = Number(message);
        abort.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(grandchild).toBeGreaterThan(0);
    const deadline = Date.now() + 5_000;
    while (isAlive(grandchild) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAlive(grandchild)).toBe(false);
  });
});

describe('findPython', () => {
  it('takes the one that is named', () => {
    expect(findPython({ MAINSTAY_PYTHON: '/opt/python3' })).toBe('/opt/python3');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
