import { sha256 } from '@noble/hashes/sha2.js';
import { areSame, joined, type Bytes } from './bytes.js';

/** Of SHA-256. */
export const HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 6962, 2.1: of an entry of the log. */
export function leafHash(entry: Bytes): Bytes {
  return sha256(joined(LEAF, entry));
}

function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(joined(NODE, left, right));
}

/** The root of a tree, and how many leaves it has. */
export interface TreeHead {
  readonly size: number;
  readonly root: Bytes;
}

/** A tree that grows by its leaves, of which only the complete subtrees are kept, the largest first. */
export class Tree {
  private size = 0;
  private readonly subtrees: Bytes[] = [];

  add(entry: Bytes): void {
    let hash = leafHash(entry);
    for (let rest = this.size; isOdd(rest); rest = half(rest)) {
      const left = this.subtrees.pop();
      if (left) hash = nodeHash(left, hash);
    }
    this.subtrees.push(hash);
    this.size++;
  }

  get root(): Bytes {
    const [last, ...others] = this.subtrees.toReversed();
    if (!last) return sha256(new Uint8Array());
    return others.reduce((right, left) => nodeHash(left, right), last);
  }
}

/**
 * The root of a tree, by a leaf and what stands beside the way up from it (RFC 9162, 2.1.3.2); `undefined` when there
 * are too many hashes for a tree of this size, or too few.
 */
export function rootAbove(
  leaf: Bytes,
  { index, size }: { readonly index: number; readonly size: number },
  proof: readonly Bytes[],
): Bytes | undefined {
  if (index >= size) return undefined;
  let hash = leaf;
  const isWhole = climb(index, size - 1, proof, (sibling, isLeft) => {
    hash = isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  });
  return isWhole ? hash : undefined;
}

/** Whether the older tree is what the newer one begins with (RFC 9162, 2.1.4.2). */
export function isBeginning(older: TreeHead, newer: TreeHead, proof: readonly Bytes[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && areSame(older.root, newer.root);
  // Every tree begins with nothing.
  if (older.size === 0) return proof.length === 0 && areSame(older.root, sha256(new Uint8Array()));
  let [node, last] = [older.size - 1, newer.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // Where the last complete subtree is all of the older tree, its root is known.
  const [first, ...rest] = node === 0 ? [older.root, ...proof] : proof;
  if (!first) return false;
  let [before, after] = [first, first];
  const isWhole = climb(node, last, rest, (sibling, isLeft) => {
    // To the right stands only what is newer.
    if (isLeft) before = nodeHash(sibling, before);
    after = isLeft ? nodeHash(sibling, after) : nodeHash(after, sibling);
  });
  return isWhole && areSame(before, older.root) && areSame(after, newer.root);
}

/** Goes up from a node, past a sibling at a time; whether that ends at the root, with none left. */
function climb(
  node: number,
  last: number,
  siblings: readonly Bytes[],
  pass: (sibling: Bytes, isLeft: boolean) => void,
): boolean {
  for (const sibling of siblings) {
    if (last === 0) return false;
    const isLeft = isOdd(node) || node === last;
    pass(sibling, isLeft);
    // The last node goes up alone to where it has a sibling.
    while (isLeft && !isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return last === 0;
}

/** Sizes pass what bitwise operators can hold. */
function half(number: number): number {
  return Math.floor(number / 2);
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}
