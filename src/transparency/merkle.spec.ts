import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  consistencyPath,
  EMPTY_ROOT,
  foldPairs,
  inclusionPath,
  leafHash,
  nodeHash,
  splitOf,
  type Range,
} from './merkle.js';
import { provesConsistency, provesInclusion } from './merkle-proofs.js';

/** Those by which implementations of RFC 6962 are tested, and the roots over the first of them. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** The definition, word for word. */
function rootOf(
  leaves: readonly Buffer[],
  range: Range = { start: 0, end: leaves.length },
): Buffer {
  const { start, end } = range;
  if (start === end) return EMPTY_ROOT;
  if (end - start === 1) return leaves[start] ?? EMPTY_ROOT;
  const middle = splitOf(range);
  return nodeHash(rootOf(leaves, { start, end: middle }), rootOf(leaves, { start: middle, end }));
}

const LEAVES = Array.from({ length: 300 }, (_, number) => leafHash(Buffer.from([number % 256, 7])));
const treeOf = (size: number) => ({ size, root: rootOf(LEAVES.slice(0, size)) });
const hashes = (path: readonly Range[]) => path.map((range) => rootOf(LEAVES, range));

describe('the tree', () => {
  it('is that of RFC 6962', () => {
    const leaves = ENTRIES.map(leafHash);
    const roots = ROOTS.map((_, size) => rootOf(leaves.slice(0, size)).toString('hex'));
    expect(roots).toEqual(ROOTS);
  });

  it('is complete over a power of two of leaves', () => {
    expect(foldPairs(LEAVES.slice(0, 256))).toEqual(treeOf(256).root);
    expect(() => foldPairs(LEAVES.slice(0, 3))).toThrow(RangeError);
    expect(() => foldPairs([])).toThrow(RangeError);
  });
});

const sizes = fc
  .tuple(fc.integer({ min: 1, max: LEAVES.length }), fc.integer({ min: 1, max: LEAVES.length }))
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);

/** One bit of one hash is another. */
const spoilt = (proof: readonly Buffer[], at: number): readonly Buffer[] =>
  proof.map((hash, index) => {
    if (index !== at % proof.length) return hash;
    const copy = Buffer.from(hash);
    copy.writeUInt8(copy.readUInt8(at % 32) ^ 1, at % 32);
    return copy;
  });

describe('an inclusion proof', () => {
  it('holds for each leaf of each tree, and for no other', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([below, size], chance) => {
        const index = below - 1;
        const { root } = treeOf(size);
        const leaf = LEAVES[index] ?? EMPTY_ROOT;
        const proof = hashes(inclusionPath(index, size));
        expect(provesInclusion(leaf, { index, size }, proof, root)).toBe(true);
        expect(provesInclusion(leaf, { index: size, size }, proof, root)).toBe(false);
        expect(provesInclusion(nodeHash(leaf, leaf), { index, size }, proof, root)).toBe(false);
        expect(provesInclusion(leaf, { index, size }, [...proof, root], root)).toBe(false);
        if (proof.length === 0) return;
        const other = spoilt(proof, chance);
        expect(provesInclusion(leaf, { index, size }, other, root)).toBe(false);
        expect(provesInclusion(leaf, { index, size }, proof.slice(1), root)).toBe(false);
      }),
    );
  });
});

describe('a consistency proof', () => {
  it('holds between any two sizes of one log, and not for a log with another past', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([from, to], chance) => {
        const proof = hashes(consistencyPath(from, to));
        expect(provesConsistency(treeOf(from), treeOf(to), proof)).toBe(true);
        const forked = { size: from, root: nodeHash(treeOf(from).root, EMPTY_ROOT) };
        expect(provesConsistency(forked, treeOf(to), proof)).toBe(false);
        expect(provesConsistency(treeOf(from), treeOf(to), [...proof, EMPTY_ROOT])).toBe(false);
        if (proof.length === 0) return;
        expect(provesConsistency(treeOf(from), treeOf(to), spoilt(proof, chance))).toBe(false);
        expect(provesConsistency(treeOf(from), treeOf(to), proof.slice(1))).toBe(false);
      }),
    );
  });

  it('is empty from nothing, and there is none back', () => {
    expect(provesConsistency(treeOf(0), treeOf(5), [])).toBe(true);
    expect(provesConsistency(treeOf(0), treeOf(5), [EMPTY_ROOT])).toBe(false);
    expect(provesConsistency(treeOf(5), treeOf(4), [])).toBe(false);
  });
});
