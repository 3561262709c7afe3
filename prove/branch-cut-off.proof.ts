import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../src/platform/ids.js';
import { bits } from '../test/support/community.js';
import { newDatabase, type TestDatabase } from '../test/support/database.js';
import { growLog, type GrownPerson } from '../test/support/grown-log.js';
import { examine } from '../test/support/log.js';
import { memberBy, ownerOf, type Person } from '../test/support/person.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, rounds } from '../test/support/proof.js';

const COUNT = rounds(10_000);
const SETTINGS = { GATEHOUSE_MAX_ACTIVE_INVITES: '100000' };

interface Told {
  readonly status: number;
  readonly lines: readonly Record<string, unknown>[];
}

let database: TestDatabase;
let server: RunningGatehouse;
let owner: Person;
let moderator: Person;
let role: string;
let people: readonly GrownPerson[];

beforeAll(async () => {
  database = await newDatabase();
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
  moderator = await memberBy(server.url, await owner.invite());
  const permissions = bits('kick_members', 'ban_members', 'view_audit_log');
  const { body } = await owner.call('POST', '/roles', {
    body: { name: 'Moderators', position: 50, permissions },
  });
  role = body.id;
  await server.stop();
  people = await growLog(database.url, owner.userId as UserId, COUNT, belowTheFirst);
  await again();
});
afterAll(async () => {
  await server.kill();
  await database.drop();
});

/** Everybody but the first is below the first. */
const belowTheFirst = (number: number) => (number === 1 ? undefined : Math.max(1, number >> 3));

async function again(): Promise<void> {
  server = await startGatehouse(database.url, SETTINGS);
  owner.url = moderator.url = server.url;
}

const give = (method: 'PUT' | 'DELETE') =>
  owner.call(method, `/members/${moderator.pubkey}/roles/${role}`);

/** Acts on everybody below the first, and tells when the first step was done. */
async function act(action: string, onBegun: () => Promise<unknown>): Promise<Told> {
  const response = await fetch(`${moderator.url}/api/v1/moderation/branch`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${moderator.token}`,
      accept: 'application/x-ndjson',
      'content-type': 'application/json',
      'idempotency-key': `the-${action}`,
    },
    body: JSON.stringify({ action, inviter: people[0]?.pubkey, dry_run: false }),
  });
  const decoder = new TextDecoder();
  let text = '';
  let begun: Promise<unknown> | undefined;
  try {
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes as Uint8Array, { stream: true });
      if (text.includes('\n')) begun ??= onBegun();
    }
  } catch {
    // Cut off with its server.
  }
  await begun;
  const lines = text.split('\n').filter((line) => line.endsWith('}'));
  return {
    status: response.status,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const nothing = () => Promise.resolve();

describe(`an action on ${count(COUNT)} people`, () => {
  it('that its actor loses the right to in the middle says how far it came, and is finished under its key', async () => {
    await give('PUT');
    const cut = await act('kick', () => give('DELETE'));
    expect(cut.lines.at(-1)).toMatchObject({
      code: 'MISSING_PERMISSION',
      detail: expect.stringMatching(/It was done to [1-9]\d* of \d+\.$/),
    });
    await give('PUT');
    const whole = await act('kick', nothing);
    const outcome = whole.lines.at(-1);
    expect(outcome).toMatchObject({ action: 'kick', dry_run: false, skipped: [] });
    expect((await act('kick', nothing)).lines).toEqual([outcome]);
    const refused = String(cut.lines.at(-1)?.detail);
    figure(
      `cut off by a lost right (${/\d+ of \d+/.exec(refused)?.[0] ?? ''}), and finished under its key`,
    );
  });

  it('that a kill -9 ends in the middle is finished under its key', async () => {
    const cut = await act('ban', () => server.kill());
    const { done } = cut.lines.at(-1) as { readonly done: number };
    expect(done).toBeLessThan(COUNT);
    await again();
    const whole = await act('ban', nothing);
    const outcome = whole.lines.at(-1);
    expect(outcome).toMatchObject({ action: 'ban', dry_run: false, skipped: [] });
    expect((await act('ban', nothing)).lines).toEqual([outcome]);
    figure(`killed at ${count(done)} of ${count(COUNT)}, and finished under its key`);
  });

  it('was done once to each', async () => {
    expect(await server.stop()).toBe(0);
    const { chain, events, live, rebuilt } = await examine(database.url);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    const everybody = people.map(({ userId }) => `user-${userId}`).sort();
    for (const type of ['MemberKicked', 'MemberBanned']) {
      const streams = events.filter((event) => event.type === type).map(({ stream }) => stream);
      expect(streams.sort()).toEqual(everybody);
    }
  });
});
