import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ensureProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { EVENT_REGISTRY, type RecordedGatehouseEvent } from '../../src/events.js';
import { inviteStatus } from '../../src/invites/invite-status.js';
import { inviteOf, type InviteRow } from '../../src/invites/queries/invite-row.js';
import { PROJECTIONS } from '../../src/projections.js';
import { Community } from '../support/community.js';
import { allEvents, openLog, type Log } from '../support/log.js';
import type { Person } from '../support/person.js';
import { count, figure, progressOf, rounds, SEED } from '../support/proof.js';
import { randomHistory } from '../support/random-history.js';

const PEOPLE = 12;
const POSITIONS = rounds(50);
const COMMANDS = POSITIONS * 4;

let community: Community;
let owner: Person;
let events: readonly RecordedGatehouseEvent[];
let replayed: Log;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  ({ owner } = community);
  await randomHistory(community, { people: PEOPLE, commands: COMMANDS });
  // The server runs on: its log is read beside it.
  const log = await openLog(community.databaseUrl);
  events = await allEvents(log);
  await log.close();
  replayed = await openLog('sqlite::memory:');
  await ensureProjections(replayed, PROJECTIONS);
});
afterAll(async () => {
  await replayed.close();
  await community.close();
});

/** Takes the log into an empty database, up to a position. */
async function replayUpTo(position: number): Promise<void> {
  const { position: done } = await replayed.head();
  for (const event of events.slice(done, position)) {
    const again = { ...event, reason: event.reason ?? undefined };
    await replayed.append([{ stream: event.stream, expectedVersion: 'any', events: [again] }]);
  }
  expect((await replayed.head()).position).toBe(position);
}

type Row = Readonly<Record<string, unknown>>;

async function audit(path: string): Promise<Row> {
  const { status, body } = await owner.call('GET', `/audit/${path}`);
  expect([path, status]).toEqual([path, 200]);
  return body as unknown as Row;
}

function nextOf({ next_cursor }: Row): string | null {
  return typeof next_cursor === 'string' ? next_cursor : null;
}

async function membersAsOf(position: number): Promise<readonly Row[]> {
  const members: Row[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const page: Row = await audit(`members?position=${position}&limit=5&after=${after}`);
    members.push(...(page.members as readonly Row[]));
    after = nextOf(page);
  }
  return members;
}

/** The members that the read models of the replay hold. */
async function membersReplayed(): Promise<readonly Row[]> {
  const rows = await replayed.all<Row>(
    `SELECT m.user_id, u.pubkey, u.display_name, m.joined_at, m.invite_code, m.invited_by
     FROM {members} m JOIN {users} u ON u.user_id = m.user_id ORDER BY m.joined_position`,
  );
  const held = await replayed.all<{ user_id: string; role_id: string }>(
    'SELECT user_id, role_id FROM {member_roles} ORDER BY role_id',
  );
  const listed = await replayed.all<Row>('SELECT user_id, added_by, added_at FROM {allowlist}');
  return rows.map((row) => {
    const listing = listed.find(({ user_id }) => user_id === row.user_id);
    return {
      ...row,
      is_member: true,
      roles: held.filter(({ user_id }) => user_id === row.user_id).map(({ role_id }) => role_id),
      ban: null,
      listing: listing ? { added_by: listing.added_by, added_at: listing.added_at } : null,
    };
  });
}

/** The stays of somebody, the newest first, and how many came in through them, that the read models of the replay hold. */
async function staysReplayed(userId: string): Promise<Row> {
  const joins = await replayed.all<Row & { position: number }>(
    'SELECT * FROM {joins} WHERE user_id = ? ORDER BY position DESC',
    userId,
  );
  const brought = await replayed.all<{ position: number }>(
    'SELECT position FROM {joins} WHERE invited_by = ?',
    userId,
  );
  const stays = joins.map(({ position, at, invite_code, invited_by, left_at, left_as }, index) => {
    const next = joins[index - 1]?.position ?? Infinity;
    const invited = brought.filter((join) => join.position > position && join.position < next);
    return {
      ...{ position, joined_at: at, invite_code, invited_by, left_at, left_as },
      invited: invited.length,
    };
  });
  return { joins: stays, invited_count: brought.length };
}

const withSortedRoles = (member: Row): Row => ({
  ...member,
  roles: [...(member.roles as readonly string[])].sort(),
});

describe(`as of each of ${POSITIONS} random positions`, () => {
  it('everything is as a replay into an empty database up to it makes it', async () => {
    const random = fc.sample(fc.integer({ min: 1, max: events.length }), {
      numRuns: POSITIONS,
      seed: SEED,
    });
    const looked = progressOf(POSITIONS, 'positions');
    for (const [index, position] of random.sort((a, b) => a - b).entries()) {
      looked(index);
      await replayUpTo(position);
      const at = events[position - 1]?.at ?? '';
      const then = `position=${position}&limit=1`;

      const members = await membersAsOf(position);
      expect(members.map(withSortedRoles)).toEqual(await membersReplayed());

      const settings = await replayed.get<Row>(
        'SELECT name, icon, membership_mode, accent_color FROM {server}',
      );
      expect((await audit(`server?${then}`)).state ?? undefined).toMatchObject(settings ?? {});

      for (const { user_id } of members.slice(position % 3, (position % 3) + 2)) {
        const { joins, invited_count } = await audit(`members/${String(user_id)}?${then}`);
        expect({ joins, invited_count }).toMatchObject(await staysReplayed(String(user_id)));
      }

      const roles = await replayed.all<Row & { id: string; is_builtin: number }>(
        'SELECT * FROM {roles} ORDER BY id',
      );
      for (const role of roles.slice(position % 3, (position % 3) + 2)) {
        const { state } = await audit(`roles/${role.id}?${then}`);
        expect(state).toEqual({ ...role, is_builtin: role.is_builtin === 1 });
      }

      const invites = await replayed.all<InviteRow>(
        'SELECT * FROM {invites} ORDER BY created_position DESC LIMIT 3',
      );
      for (const invite of invites) {
        const { state } = await audit(`invites/${invite.code}?${then}`);
        const status = inviteStatus(inviteOf(invite), at);
        const { code, label, max_uses, use_count, version, revoke_reason, expires_at } = invite;
        expect(state).toMatchObject({
          ...{ code, label, max_uses, use_count, version, revoke_reason, expires_at, status },
        });
      }
    }
    figure(`as replayed at ${count(POSITIONS)} positions of ${count(events.length)}`);
  });

  it('has been tried on every kind of event that people cause', () => {
    const types = new Set<string>(events.map(({ type }) => type));
    const rare = [
      ...['InviteExpired', 'PublicKeyRecorded', 'UserUnlisted', 'MemberRoleRemoved'],
      ...['InviteReasonErased', 'LogKeyReplaced'],
    ];
    const missing = [...EVENT_REGISTRY.keys()].filter((type) => !types.has(type));
    expect(missing.filter((type) => !rare.includes(type))).toEqual([]);
  });
});

describe('the difference between two moments', () => {
  interface ChangeJson {
    readonly stream: string;
    readonly kind: string;
    readonly before: Row | null;
    readonly after: Row | null;
    readonly changed: readonly string[];
  }

  async function diff(from: number, to: number): Promise<readonly ChangeJson[]> {
    const changes: ChangeJson[] = [];
    for (let after: string | null = '0'; after !== null;) {
      const page: Row = await audit(
        `diff?from_position=${from}&to_position=${to}&limit=3&after=${after}`,
      );
      changes.push(...(page.changes as readonly ChangeJson[]));
      after = nextOf(page);
    }
    return changes;
  }

  it('names what changed, once, as it was at both', async () => {
    const pairs = fc.sample(
      fc.tuple(
        fc.integer({ min: 1, max: events.length }),
        fc.integer({ min: 1, max: events.length }),
      ),
      { numRuns: Math.ceil(POSITIONS / 10), seed: SEED },
    );
    for (const [one, other] of pairs) {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const changes = await diff(from, to);
      const streams = changes.map(({ stream }) => stream);
      expect(new Set(streams).size).toBe(streams.length);
      const touched = new Set(events.slice(from, to).map(({ stream }) => stream));
      expect(streams.filter((stream) => !touched.has(stream))).toEqual([]);
      for (const { kind, stream, before, after } of changes.slice(0, 5)) {
        const path = pathOf(kind, stream);
        expect((await audit(`${path}?position=${from}&limit=1`)).state).toEqual(before);
        expect((await audit(`${path}?position=${to}&limit=1`)).state).toEqual(after);
      }
      // Whoever is a member at one of them only is among the changes.
      const [was, is] = [await membersAsOf(from), await membersAsOf(to)];
      const ids = (members: readonly Row[]) => members.map(({ user_id }) => user_id as string);
      const moved = [
        ...ids(was).filter((id) => !ids(is).includes(id)),
        ...ids(is).filter((id) => !ids(was).includes(id)),
      ];
      for (const id of moved) expect(streams).toContain(`user-${id}`);
    }
  });

  it('is nothing between a moment and itself, and has an order', async () => {
    expect(await diff(events.length, events.length)).toEqual([]);
    for (const query of ['', 'from_position=5&to_position=4', 'from=x', 'from_position=0']) {
      const { status } = await owner.call('GET', `/audit/diff?${query}`);
      expect([query, status]).toEqual([query, 400]);
    }
  });
});

function pathOf(kind: string, stream: string): string {
  const id = stream.slice(stream.indexOf('-') + 1);
  const paths: Readonly<Record<string, string>> = {
    server: 'server',
    role: `roles/${id}`,
    member: `members/${id}`,
    invite: `invites/${id}`,
  };
  return paths[kind] ?? '';
}
