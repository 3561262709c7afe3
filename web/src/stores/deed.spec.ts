import { describe, expect, it } from '@jest/globals';
import type { Member, Role } from '@gatehouse/sdk';
import { doToEach, outlookOf, type Actor, type Deed, type Results } from './deed.js';

const role = (id: string, position: number) => [id, { id, position } as Role] as const;
const roles = new Map([role('admin', 100), role('mod', 10), role('low', 1)]);
const person = (user_id: string, held: string[] = [], pubkey: string | null = `key-${user_id}`) =>
  ({ user_id, pubkey, roles: held }) as unknown as Member;

const me = person('me', ['mod']);
const crowd = [
  me,
  person('owner', []),
  person('admin', ['admin']),
  person('peer', ['mod']),
  person('low', ['low']),
  person('plain'),
  person('erased', [], null),
];
const actor: Actor = {
  userId: 'me',
  standing: { isOwner: false, position: 10 },
  roles,
  isOwner: (userId) => userId === 'owner',
};

function outlook(deed: Deed, by: Actor = actor) {
  const { affected, spared } = outlookOf(deed, crowd, by);
  return [
    affected.map(({ user_id }) => user_id),
    Object.fromEntries(spared.map(({ member, why }) => [member.user_id, why])),
  ];
}

describe('what would be done to several', () => {
  it.each(['kick', 'ban'] as const)('%s: to those who stand below', (kind) => {
    expect(outlook({ kind })).toEqual([
      ['low', 'plain'],
      { me: 'self', owner: 'owner', admin: 'notBelow', peer: 'notBelow', erased: 'erased' },
    ]);
  });

  it('by the owner: to everybody but themselves', () => {
    const owner = { ...actor, userId: 'owner', standing: { isOwner: true, position: 100 } };
    expect(outlook({ kind: 'kick' }, owner)).toEqual([
      ['me', 'admin', 'peer', 'low', 'plain'],
      { owner: 'self', erased: 'erased' },
    ]);
  });

  it('a role: also to oneself, and not to who has it', () => {
    expect(outlook({ kind: 'role', role: { id: 'low' } })).toEqual([
      ['me', 'plain'],
      { owner: 'owner', admin: 'notBelow', peer: 'notBelow', low: 'hasRole', erased: 'erased' },
    ]);
  });
});

describe('doing it to each', () => {
  const people = ['a', 'b', 'c'].map((id) => person(id));

  async function run(faults: Record<string, Error>, stopAfter = Infinity) {
    const told: Results[] = [];
    const tried: string[] = [];
    const results = await doToEach(
      people,
      (pubkey) => {
        tried.push(pubkey);
        const fault = faults[pubkey];
        return fault ? Promise.reject(fault) : Promise.resolve();
      },
      {
        tell: (now) => told.push(now),
        isHopeless: (error) => (error as Error).message === 'gone',
        isStopped: () => tried.length >= stopAfter,
      },
    );
    return { results, tried, told: told.map(({ size }) => size) };
  }

  it('goes on behind a refusal, and tells of each', async () => {
    const refusal = new Error('refused');
    const { results, told } = await run({ 'key-b': refusal });
    expect([...results]).toEqual([
      ['a', 'done'],
      ['b', { error: refusal }],
      ['c', 'done'],
    ]);
    expect(told).toEqual([1, 2, 3]);
  });

  it('ends where the server is gone, and where it is stopped', async () => {
    expect((await run({ 'key-a': new Error('gone') })).tried).toEqual(['key-a']);
    expect((await run({}, 2)).tried).toEqual(['key-a', 'key-b']);
  });
});
