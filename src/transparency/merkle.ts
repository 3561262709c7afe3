import { sha256 } from '../event-store/sha256.js';

/** Of SHA-256. */
export const HASH_BYTES = 32;

/** What a leaf and a node are hashed from: made once, as a tile takes five hundred of them. */
const LEAF = Buffer.alloc(1 + HASH_BYTES, 0);
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** The entries from `start` up to, not including, `end`; both count from 0. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The root of a tree without entries. */
export const EMPTY_ROOT: Buffer = sha256(Buffer.of());

/** RFC 6962, 2.1: of an entry of the log. Those of ours are hashes. */
export function leafHash(entry: Buffer): Buffer {
  if (entry.length !== HASH_BYTES) return sha256(Buffer.concat([LEAF.subarray(0, 1), entry]));
  LEAF.set(entry, 1);
  return sha256(LEAF);
}

/** RFC 6962, 2.1: of two subtrees. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new RangeError('A node stands above two hashes.');
  }
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH_BYTES);
  return sha256(NODE);
}

/** The root of a complete subtree, over as many hashes as a power of two. */
export function foldPairs(hashes: readonly Buffer[]): Buffer {
  let level = hashes;
  while (level.length > 1) {
    const pairs: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (!left || !right) throw new RangeError('A complete tree has a power of two of leaves.');
      pairs.push(nodeHash(left, right));
    }
    level = pairs;
  }
  const [root] = level;
  if (!root) throw new RangeError('A subtree has a leaf.');
  return root;
}

/** Where a range is cut in two: behind the largest power of two of entries that leaves some (RFC 6962, 2.1). */
export function splitOf({ start, end }: Range): number {
  let left = 1;
  while (left * 2 < end - start) left *= 2;
  return start + left;
}

/**
 * The subtrees whose hashes prove that an entry is in a tree, from its sibling up (RFC 6962, 2.1.1).
 * @param index of the entry, less than `size`
 */
export function inclusionPath(index: number, size: number): readonly Range[] {
  const path: Range[] = [];
  let range: Range = { start: 0, end: size };
  while (range.end - range.start > 1) {
    const middle = splitOf(range);
    const left = { start: range.start, end: middle };
    const right = { start: middle, end: range.end };
    path.unshift(index < middle ? right : left);
    range = index < middle ? left : right;
  }
  return path;
}

/**
 * The subtrees whose hashes prove that one tree is the beginning of another (RFC 6962, 2.1.2).
 * @param from the smaller size, at least 1
 */
export function consistencyPath(from: number, to: number): readonly Range[] {
  const path: Range[] = [];
  let range: Range = { start: 0, end: to };
  while (range.end !== from) {
    const middle = splitOf(range);
    const left = { start: range.start, end: middle };
    const right = { start: middle, end: range.end };
    path.unshift(from <= middle ? right : left);
    range = from <= middle ? left : right;
  }
  // Whoever has the smaller root has this one, if it is all of the smaller tree.
  return range.start === 0 ? path : [range, ...path];
}
