import type { ChildProcess } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A folder and everything in it. */
export function below(path: string): string[] {
  return [path, ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))];
}

/** Takes every right to write from a tree, as a root file system that cannot be written to does. */
export function makeReadOnly(tree: string): void {
  for (const path of below(tree)) {
    chmodSync(path, statSync(path).isDirectory() || path.endsWith('.mjs') ? 0o555 : 0o444);
  }
}

/** So that it can be removed. */
export function makeWritable(tree: string): void {
  for (const path of below(tree)) if (statSync(path).isDirectory()) chmodSync(path, 0o755);
}

/** Gives what a process has said until now. */
export function saidBy({ stdout, stderr }: ChildProcess): () => string {
  let said = '';
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  return () => said;
}

/** @throws with what the process has said, where it does not come true within 20 s */
export async function until(condition: () => Promise<boolean>, said: () => string): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadlineMs) throw new Error(`not within 20 s:\n${said()}`);
    await sleep(50);
  }
}
