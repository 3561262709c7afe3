import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesIn, toBase64, type Bytes } from './bytes.js';
import { checkpointIn } from './checkpoint.js';
import { isBeginning, rootAbove, leafHash, Tree } from './merkle.js';
import { vectors } from './vectors.js';

const hex = (text: string): Bytes => Buffer.from(text, 'hex');
const shown = (bytes: Bytes): string => Buffer.from(bytes).toString('hex');

/** The entries and the roots that Certificate Transparency tries its trees with. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
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

/** What proves one size of the vectors' log to be the beginning of the whole. */
const proofs = vectors.consistency.map(({ from, text }) => {
  const [older, newer] = [checkpointIn(from), checkpointIn(vectors.checkpoint)];
  if (!older || !newer) throw new Error('No checkpoints.');
  const hashes = text.slice(0, text.indexOf('\n\n')).split('\n').slice(1);
  return { older, newer, proof: hashes.map((hash) => bytesIn(hash) ?? new Uint8Array()) };
});

function flipped(bytes: Bytes): Bytes {
  return bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte));
}

describe('the tree', () => {
  it('has the roots of RFC 6962 as it grows', () => {
    const tree = new Tree();
    const roots = ENTRIES.map((entry) => {
      const before = shown(tree.root);
      tree.add(hex(entry));
      return before;
    });
    expect([...roots, shown(tree.root)]).toEqual(ROOTS);
  });

  it('has the roots that the server signs', () => {
    const tree = new Tree();
    const roots = vectors.lines.map((line) => {
      tree.add(hex((JSON.parse(line) as { readonly hash: string }).hash));
      return toBase64(tree.root);
    });
    expect(roots).toEqual(vectors.roots.slice(1));
  });

  it('takes no proof of inclusion that is too long, too short, or of another place', () => {
    const [one = new Uint8Array(), two = new Uint8Array()] = ENTRIES.map((each) =>
      leafHash(hex(each)),
    );
    const root = (index: number, size: number, proof: readonly Bytes[]): string | undefined => {
      const found = rootAbove(one, { index, size }, proof);
      return found && shown(found);
    };
    expect(root(0, 2, [two])).toBe(ROOTS[2]);
    expect(root(0, 1, [])).toBe(ROOTS[1]);
    expect(root(1, 2, [two])).not.toBe(ROOTS[2]);
    expect(root(0, 2, [])).toBeUndefined();
    expect(root(0, 2, [two, two])).toBeUndefined();
    expect(root(2, 2, [two])).toBeUndefined();
  });

  it('goes on from each older size, and not from what was rewritten', () => {
    for (const { older, newer, proof } of proofs) {
      expect(isBeginning(older, newer, proof)).toBe(true);
      expect(isBeginning({ ...older, root: flipped(older.root) }, newer, proof)).toBe(false);
      expect(isBeginning(older, { ...newer, root: flipped(newer.root) }, proof)).toBe(false);
      expect(isBeginning(older, newer, [...proof, newer.root])).toBe(false);
      expect(isBeginning(newer, older, proof)).toBe(older.size === newer.size);
    }
  });

  it('takes no proof of which a hash was changed or left out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...proofs), fc.nat(), (all, number) => {
        const { older, newer, proof } = all;
        fc.pre(proof.length > 0);
        const at = number % proof.length;
        const changed = proof.with(at, flipped(proof[at] ?? newer.root));
        expect(isBeginning(older, newer, changed)).toBe(false);
        expect(isBeginning(older, newer, proof.toSpliced(at, 1))).toBe(false);
      }),
    );
  });
});
