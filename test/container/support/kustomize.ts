import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A Kubernetes object; its schema is checked elsewhere. */
export const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type Manifest = z.infer<typeof Manifest>;

const PatchStep = z.strictObject({
  op: z.enum(['add', 'replace']),
  path: z.string().startsWith('/'),
  value: z.unknown(),
});

// Strict: what this reader does not know would be passed over in silence otherwise.
const Kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })).default([]),
  patches: z
    .array(z.strictObject({ target: z.strictObject({ kind: z.string(), name: z.string() }), patch: z.string() }))
    .default([]),
});

/**
 * What `kubectl kustomize FOLDER` gives, for the part of kustomize that the manifests here use: resources, namespace,
 * images and JSON patches (RFC 6902, add and replace). Anything else in a kustomization is refused.
 */
export function kustomize(folder: string): Manifest[] {
  const { namespace, resources, images, patches } = Kustomization.parse(read(join(folder, 'kustomization.yaml')));
  const manifests = resources.flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? kustomize(path) : [Manifest.parse(read(path))];
  });
  for (const { target, patch } of patches) {
    const [aim, ...others] = manifests.filter(
      ({ kind, metadata }) => kind === target.kind && metadata.name === target.name,
    );
    if (!aim || others.length > 0)
      throw new Error(`${folder}: the patch of ${target.kind} ${target.name} needs one target`);
    for (const step of z.array(PatchStep).parse(parse(patch))) apply(aim, step);
  }
  for (const { name, newName, newTag } of images) renameImage(manifests, name, `${newName}:${newTag}`);
  for (const { kind, metadata } of manifests) if (namespace && kind !== 'Namespace') metadata.namespace = namespace;
  return manifests;
}

function read(path: string): unknown {
  return parse(readFileSync(path, 'utf8'), { strict: true });
}

function apply(manifest: Manifest, { op, path, value }: z.infer<typeof PatchStep>): void {
  const keys = path.slice(1).split('/');
  const last = keys.pop() ?? '';
  let parent: unknown = manifest;
  for (const key of keys) parent = child(parent, key, path);
  if (op === 'replace' && child(parent, last, path) === undefined) throw new Error(`nothing to replace at ${path}`);
  if (isRecord(parent)) parent[last] = value;
  else if (!Array.isArray(parent)) throw new Error(`nothing to patch at ${path}`);
  else if (op === 'replace') parent[Number(last)] = value;
  else parent.splice(last === '-' ? parent.length : Number(last), 0, value);
}

function child(parent: unknown, key: string, path: string): unknown {
  if (Array.isArray(parent)) return parent[Number(key)];
  if (isRecord(parent)) return parent[key];
  throw new Error(`nothing to patch at ${path}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every field `image`, wherever it stands, that names the image with any tag. */
function renameImage(value: unknown, name: string, replacement: string): void {
  if (Array.isArray(value)) for (const item of value) renameImage(item, name, replacement);
  if (!isRecord(value)) return;
  for (const [field, inner] of Object.entries(value)) {
    if (field === 'image' && typeof inner === 'string' && inner.split(':')[0] === name) value[field] = replacement;
    else renameImage(inner, name, replacement);
  }
}
