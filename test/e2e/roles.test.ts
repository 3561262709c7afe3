import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { concurrently } from '../support/concurrently.js';
import { bits, Community } from '../support/community.js';
import type { Person, RoleJson } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { Subscriber } from '../support/subscriber.js';

let community: Community;
let owner: Person;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  ({ owner } = community);
});
afterAll(() => community.close());

async function roles(): Promise<readonly RoleJson[]> {
  const { body } = await owner.call('GET', '/roles');
  return (body as unknown as { readonly roles: readonly RoleJson[] }).roles;
}
const ours = async () => (await roles()).filter(({ is_builtin }) => !is_builtin);

afterEach(async () => {
  for (const { id } of await ours()) await owner.call('DELETE', `/roles/${id}`);
});

const create = (name: string, more: object = {}) =>
  owner.call('POST', '/roles', { body: { name, ...more } });

describe('the name of a role', () => {
  it('is kept composed, without space around it', async () => {
    const { status, body } = await create('  Cafe\u0301 ');
    expect([status, body.name]).toEqual([201, 'Caf\u00e9']);
    expect((await ours()).map(({ name }) => name)).toEqual(['Caf\u00e9']);
  });

  it.each(['   ', '\u200b', '\u3164', '\u2800', 'a\u{e0041}b', 'a\u200eb', 'a\u202eb'])(
    'is not %j',
    async (name) => {
      expectProblem(await create(name), 400, 'VALIDATION_FAILED');
    },
  );

  it.each(['Admin', 'EVERYONE', '\u0430dmin', 'adm\u200bin'])(
    'is not %j, which can be taken for a built-in one',
    async (name) => {
      expectProblem(await create(name), 409, 'ROLE_NAME_TAKEN');
    },
  );

  it('is one that no other has, under any race', async () => {
    const answers = await concurrently(10, ['Night owl', 'NIGHT OWL', 'N\u0456ght owl'], (name) =>
      create(name),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { id } = (await create('Lark')).body;
    expectProblem(
      await owner.call('PATCH', `/roles/${id}`, { body: { name: 'night  owl' } }),
      409,
      'ROLE_NAME_TAKEN',
    );
    const written = await owner.call('PATCH', `/roles/${id}`, { body: { name: 'LARK' } });
    expect(written.body.name).toBe('LARK');
  });
});

describe('two who edit one role', () => {
  it('do not undo each other, when they say which version they have seen', async () => {
    const made = await create('Warden');
    expect([made.headers.etag, made.body.version]).toEqual(['"1"', 1]);
    const path = `/roles/${made.body.id}`;
    const edit = (version: string, body: object) =>
      owner.call('PATCH', path, { body, headers: { 'if-match': version } });
    const first = await edit('"1"', { color: '#112233' });
    expect([first.status, first.headers.etag]).toEqual([200, '"2"']);
    expectProblem(await edit('"1"', { position: 7 }), 412, 'VERSION_MISMATCH');
    expect((await edit('W/"2"', { position: 7 })).body).toMatchObject({
      color: '#112233',
      position: 7,
      version: 3,
    });
    expect(await ours()).toMatchObject([{ version: 3 }]);
    expectProblem(await edit('three', {}), 400, 'VALIDATION_FAILED');
  });
});

describe('the order of the roles', () => {
  const place = (all: readonly RoleJson[], by: Person = owner) =>
    by.call('PUT', '/roles/order', {
      body: { roles: all.map(({ id }, index) => ({ id, position: all.length - index })) },
    });

  it('is given at once, in one append, and subscribers hear of each that moved', async () => {
    const subscriber = await Subscriber.connect(community.url, owner);
    for (const name of ['Low', 'Middle', 'High']) await create(name, { position: 5 });
    const [high, middle, low] = (await ours()).toReversed();
    const { status, body } = await place([high, middle, low].filter((role) => role !== undefined));
    expect(status).toBe(200);
    const inOrder = (body as unknown as { readonly roles: readonly RoleJson[] }).roles;
    expect(inOrder.map(({ name, position }) => [name, position])).toEqual([
      ['admin', 1000],
      ['High', 3],
      ['Middle', 2],
      ['Low', 1],
      ['everyone', 0],
    ]);
    await subscriber.until(
      (messages) => messages.filter(({ op }) => op === 'ROLE_UPDATE').length === 3,
    );
    subscriber.socket.close();
    expect((await owner.call('GET', '/roles')).body).toEqual(body);
  });

  it('takes all of them, or changes none', async () => {
    for (const name of ['One', 'Two', 'Three']) await create(name, { position: 5 });
    const all = await ours();
    expectProblem(await place(all.slice(1)), 409, 'CONFLICT');
    expectProblem(
      await place([...all, { ...all[0], id: 'nobody' } as RoleJson]),
      404,
      'ROLE_NOT_FOUND',
    );
    expectProblem(await place([...all, ...all.slice(0, 1)]), 400, 'VALIDATION_FAILED');
    expectProblem(await place(await roles()), 409, 'ROLE_BUILTIN');
    for (const body of [{}, { roles: {} }, { roles: [{ id: 7, position: 1 }] }, { roles: [{}] }]) {
      expectProblem(await owner.call('PUT', '/roles/order', { body }), 400, 'VALIDATION_FAILED');
    }
    expect(await ours()).toEqual(all);
  });

  it('is in the hands of whoever could make each move alone', async () => {
    await create('Under', { position: 2 });
    await create('Ban', { position: 3, permissions: bits('ban_members') });
    const keeper = await community.member(50, 'manage_roles');
    const places = async (moves: Readonly<Record<string, number>>) => ({
      roles: (await ours()).map(({ id, name, position }) => ({
        id,
        position: moves[name] ?? position,
      })),
    });
    const tried = async (moves: Readonly<Record<string, number>>) =>
      keeper.call('PUT', '/roles/order', { body: await places(moves) });
    expect((await tried({ Under: 3, Ban: 2 })).status).toBe(200);
    expectProblem(await tried({ Under: 60 }), 403, 'ROLE_HIERARCHY');
    expectProblem(await tried({ Under: 1, Ban: 9 }), 403, 'MISSING_PERMISSION');
  });
});
