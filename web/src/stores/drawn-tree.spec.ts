import { describe, expect, it } from '@jest/globals';
import { branchesIn, drawnTree, heirOf, type DrawnNode, type KnownTree } from './drawn-tree.js';
import type { Branch, Stay } from './invite-tree.js';

const stay = (position: number, invited = 0, depth = 0): Stay => ({
  position,
  user_id: `u${position}`,
  pubkey: `k${position}`,
  display_name: null,
  joined_at: '2026-01-01T00:00:00.000Z',
  invite_code: null,
  invited_by: null,
  invited,
  left_at: null,
  left_as: null,
  depth,
});

const shape = ({ id, rest, children }: DrawnNode): unknown[] => [
  rest > 0 ? `${id}:${rest}` : id,
  ...children.map(shape),
];

const ROOT = stay(1, 4);
const KIDS = [stay(2, 1), stay(3), stay(4), stay(5)];
const BRANCHES = new Map<number, Branch>([[1, { stays: KIDS, next: null }]]);

function known(fields: Partial<KnownTree> = {}): KnownTree {
  const stays = new Map([ROOT, ...KIDS].map((each) => [each.position, each]));
  return { root: 1, stays, branches: BRANCHES, way: new Map(), ...fields };
}

const draw = (tree: KnownTree, open: readonly number[], shown = 50): unknown[] | undefined => {
  const root = drawnTree(
    tree,
    (position) => open.includes(position),
    () => shown,
  );
  return root && shape(root);
};

describe('the tree as it is drawn', () => {
  it('has whom the open ones brought', () => {
    expect(draw(known(), [1])).toEqual(['1', ['2'], ['3'], ['4'], ['5']]);
    expect(draw(known(), [])).toEqual(['1']);
  });

  it('sums up those who are too many, and those who were not fetched', () => {
    expect(draw(known(), [1], 2)).toEqual(['1', ['2'], ['3'], ['rest-1:2']]);
    const branches = new Map([[1, { stays: KIDS.slice(0, 3), next: '4.1' }]]);
    expect(draw(known({ branches }), [1])).toEqual(['1', ['2'], ['3'], ['4'], ['rest-1:1']]);
  });

  it('has those first who brought others, of each hundred', () => {
    const crowd = Array.from({ length: 101 }, (_, index) => stay(10 + index, Number(index > 98)));
    const branches = new Map([[1, { stays: crowd, next: null }]]);
    const root = { ...ROOT, invited: 101 };
    const stays = new Map([[1, root]]);
    expect(draw(known({ stays, branches }), [1], 2)).toEqual(['1', ['109'], ['10'], ['rest-1:99']]);
    const all = draw(known({ stays, branches }), [1], 101);
    expect(all?.at(-1)).toEqual(['110']);
  });

  it('has whoever is on the way, fetched or not', () => {
    const way = new Map([[1, 5]]);
    expect(draw(known({ way }), [1], 2)).toEqual(['1', ['2'], ['3'], ['5'], ['rest-1:1']]);
    expect(draw(known({ way, branches: new Map() }), [1])).toEqual(['1', ['5'], ['rest-1:3']]);
  });

  it('says nothing of those below somebody of whom none is known yet', () => {
    expect(draw(known({ branches: new Map() }), [1])).toEqual(['1']);
  });

  it('leaves the place of who brought the others', () => {
    expect(heirOf('rest-17')).toBe('17');
    expect(heirOf('17')).toBe('17');
  });
});

describe('the branches of a walk', () => {
  it('are of one stay of whom it began with, and end where the walk did', () => {
    const walk = [
      stay(1, 1, 0),
      stay(2, 0, 1),
      stay(9, 2, 0),
      stay(10, 1, 1),
      stay(12, 3, 2),
      stay(11, 0, 1),
    ];
    const found = branchesIn(walk, 9, 2);
    const positions = [...found].map(([of, { stays }]) => [of, stays.map((one) => one.position)]);
    expect(positions).toEqual([
      [9, [10, 11]],
      [10, [12]],
      [11, []],
    ]);
  });
});
