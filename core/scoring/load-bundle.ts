import type { z } from 'zod';
import { DomainError } from '../errors.ts';
import { Baseline, bundleFiles, GoldenRows, ModelDocument } from './bundle.ts';
import { checkModel } from './check-model.ts';
import { columnMapOf } from './column-map.ts';
import { isGoldenRows } from './golden-rows.ts';
import { ReasonsImage, reasonsImageFile } from './kernel/reasons/kept-image.ts';
import { type KernelEnsemble, kernelImageFile, linearOnKernel, treesOnKernel } from './kernel/score/kernel-ensemble.ts';
import { createLinearEnsemble } from './linear-ensemble.ts';
import { preorderTrees } from './preorder-trees.ts';
import { createTreeEnsemble } from './tree-ensemble.ts';
import { readTrees } from './trees-file.ts';

interface LoadedEnsemble extends KernelEnsemble {
  /** Of a model of trees. */
  readonly reasonsImage: ReasonsImage | undefined;
}

/** A model that is read, checked and ready to compute; whether it agrees with Python is for `verifyBundle` to say. */
export interface Bundle extends LoadedEnsemble {
  readonly model: ModelDocument;
  readonly baseline: Baseline;
  readonly golden: GoldenRows;
}

/** The files that {@link loadBundle} reads; trees only of a model that has some, and their images if they were kept. */
export const engineFiles = [
  bundleFiles.model,
  bundleFiles.baseline,
  bundleFiles.golden,
  bundleFiles.trees,
  kernelImageFile,
  reasonsImageFile,
] as const;

/** Gives the bytes of a file of the bundle, by its name in {@link bundleFiles}; undefined if it is not there. */
export type BundleReader = (name: string) => Promise<Uint8Array | undefined>;

async function readFile(read: BundleReader, name: string): Promise<Uint8Array> {
  const bytes = await read(name);
  if (bytes === undefined) throw new DomainError('invalid-bundle', `${name} is missing.`);
  return bytes;
}

/**
 * A JSON document of a model.
 *
 * @param isRight - a quicker look that takes only what the schema takes as it is; the schema judges the rest
 * @throws {DomainError} `invalid-bundle` saying where it is wrong
 */
export async function readDocument<T extends z.ZodType>(
  read: BundleReader,
  name: string,
  schema: T,
  isRight?: (document: unknown) => document is z.infer<T>,
): Promise<z.infer<T>> {
  const bytes = await readFile(read, name);
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DomainError('invalid-bundle', `${name} is not JSON.`, { cause });
  }
  if (isRight?.(document)) return document;
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') || 'the document';
  throw new DomainError('invalid-bundle', `${name} breaks its schema at ${place}: ${issue?.message}.`);
}

/** Hash of a file as model documents state it. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function loadEnsemble(read: BundleReader, { ensemble, encoder }: ModelDocument): Promise<LoadedEnsemble> {
  const columns = columnMapOf(encoder);
  if (ensemble.kind === 'linear') {
    const plain = createLinearEnsemble(ensemble, columns);
    return { ensemble: linearOnKernel(plain, ensemble), builtImage: undefined, reasonsImage: undefined };
  }
  const bytes = await readFile(read, bundleFiles.trees);
  const trees = preorderTrees(readTrees(bytes, ensemble), encoder.columnCount);
  if (trees.maxDepth !== ensemble.maxDepth) {
    throw new DomainError(
      'invalid-bundle',
      `${bundleFiles.trees}: the deepest leaf lies at ${trees.maxDepth}, but ${bundleFiles.model} says ${ensemble.maxDepth}.`,
    );
  }
  const found = await sha256Hex(bytes);
  if (found !== ensemble.sha256) {
    throw new DomainError(
      'invalid-bundle',
      `${bundleFiles.trees} has SHA-256 ${found}, but ${bundleFiles.model} says ${ensemble.sha256}.`,
    );
  }
  const reasonsImage = new ReasonsImage(found, await read(reasonsImageFile));
  const plain = createTreeEnsemble(ensemble, trees, columns, reasonsImage);
  return { ...treesOnKernel(plain, ensemble, trees, await read(kernelImageFile)), reasonsImage };
}

/**
 * Reads a bundle and checks all that can be checked without scoring: schemas, sizes, hash, trees, encoder.
 *
 * @throws {DomainError} `invalid-bundle` saying which file is wrong and where
 */
export async function loadBundle(read: BundleReader): Promise<Bundle> {
  const model = await readDocument(read, bundleFiles.model, ModelDocument);
  const baseline = await readDocument(read, bundleFiles.baseline, Baseline);
  const golden = await readDocument(read, bundleFiles.golden, GoldenRows, isGoldenRows);
  checkModel(model, baseline);
  return { model, baseline, golden, ...(await loadEnsemble(read, model)) };
}
