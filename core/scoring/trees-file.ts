import type { z } from 'zod';
import { DomainError } from '../errors.ts';
import { bundleFiles, type TreeEnsemble } from './bundle.ts';

/** Decision trees as flat arrays over their nodes, as they stand in `trees.bin`. */
export interface TreeArrays {
  /** Index of each tree's root. */
  readonly roots: Uint32Array;
  /** Encoded column that a node asks for; −1 for a leaf. */
  readonly feature: Int32Array;
  /** A row goes left if its value is smaller. */
  readonly threshold: Float32Array;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** 1 where a missing value goes left. */
  readonly defaultLeft: Uint8Array;
  /** What a leaf says. */
  readonly value: Float32Array;
  /** Training weight that reached the node. */
  readonly cover: Float32Array;
}

const magic = 'MSTREES1';
const headerBytes = 16;
const bytesPerNode = 25;

const damaged = (what: string): DomainError => new DomainError('invalid-bundle', `${bundleFiles.trees}: ${what}`);

/**
 * Reads `trees.bin` (little-endian: magic, treeCount, nodeCount, then the arrays of {@link TreeArrays} in order, no
 * padding). What the nodes say is not looked at here: see `checkTrees`.
 *
 * @throws {DomainError} `invalid-bundle` where the file is not of this form or of another size than the model says
 */
export function readTrees(bytes: Uint8Array, expected: z.infer<typeof TreeEnsemble>): TreeArrays {
  if (bytes.length < headerBytes) throw damaged(`${bytes.length} bytes are too few for a header`);
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== magic) throw damaged(`does not begin with ${magic}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const treeCount = header.getUint32(8, true);
  const nodeCount = header.getUint32(12, true);
  if (treeCount !== expected.treeCount || nodeCount !== expected.nodeCount) {
    throw damaged(
      `${treeCount} trees of ${nodeCount} nodes, but ${bundleFiles.model} says ${expected.treeCount} of ${expected.nodeCount}`,
    );
  }
  const size = headerBytes + 4 * treeCount + bytesPerNode * nodeCount;
  if (bytes.length !== size) throw damaged(`${bytes.length} bytes where ${size} are expected`);
  let at = headerBytes;
  /** A copy, because a typed array must begin at a multiple of its element's size. */
  const next = (byteLength: number): ArrayBuffer => {
    const part = new Uint8Array(byteLength);
    part.set(bytes.subarray(at, at + byteLength));
    at += byteLength;
    return part.buffer;
  };
  return {
    roots: new Uint32Array(next(4 * treeCount)),
    feature: new Int32Array(next(4 * nodeCount)),
    threshold: new Float32Array(next(4 * nodeCount)),
    left: new Uint32Array(next(4 * nodeCount)),
    right: new Uint32Array(next(4 * nodeCount)),
    defaultLeft: new Uint8Array(next(nodeCount)),
    value: new Float32Array(next(4 * nodeCount)),
    cover: new Float32Array(next(4 * nodeCount)),
  };
}
