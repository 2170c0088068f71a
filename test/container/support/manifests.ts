import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { findPython } from '../../../local/training/find-python.ts';
import { root } from './dockerfile.ts';
import type { Manifest } from './kustomize.ts';

/** The folder of all manifests. */
export const kubernetesFolder = join(root, 'deploy/kubernetes');

/** The oldest and newest Kubernetes that the schemas are checked for. */
export const versions = ['1.30', '1.37'];

export const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.literal('http') }),
  periodSeconds: z.int(),
  failureThreshold: z.int(),
});

/** The one manifest of a kind. */
export function one(manifests: readonly Manifest[], kind: string): Manifest {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (!found || others.length > 0) throw new Error(`one ${kind} was expected`);
  return found;
}

/** Sentences, none if all fits. */
export function schemaProblems(manifests: readonly unknown[]): string[] {
  const script = fileURLToPath(new URL('validate_manifests.py', import.meta.url));
  const said = execFileSync(findPython(), [script, ...versions], {
    input: JSON.stringify(manifests),
    encoding: 'utf8',
  });
  return z.array(z.string()).parse(JSON.parse(said));
}
