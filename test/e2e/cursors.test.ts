import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import { allEvents, openLog } from '../support/log.js';
import { memberBy, type Person } from '../support/person.js';
import { PlainSubscriber } from '../support/plain-subscriber.js';
import { Subscriber, type Message } from '../support/subscriber.js';

let community: Community;
let owner: Person;

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
});
afterAll(() => community.close());

interface Heard {
  readonly messages: readonly Message[];
  ops(): readonly string[];
  close(): void;
}
type Connect = (since?: string) => Promise<Heard>;

const GATEWAYS: readonly (readonly [string, Connect])[] = [
  ['Socket.IO', (since) => Subscriber.connect(community.url, owner, since)],
  ['a plain WebSocket', (since) => PlainSubscriber.connect(community.url, owner, since)],
];

/** The `d` of the first message with that op. */
const said = ({ messages }: Heard, op: string) => messages.find((each) => each.op === op)?.d;

describe.each(GATEWAYS)('over %s', (_, connect) => {
  it('each event says where it stands, in this log', async () => {
    const live = await connect('0');
    const events = live.messages.filter(({ s }) => s !== undefined);
    const store = await openLog(community.databaseUrl);
    const log = await allEvents(store);
    await store.close();
    expect(events.length).toBeGreaterThan(0);
    for (const { s, c } of events) {
      const hash = log.find(({ position }) => position === s)?.hash ?? '';
      expect(c).toBe(`${String(s)}-${hash.slice(0, 8)}`);
    }
    for (const { op, c } of live.messages) {
      if (op === 'READY') expect(c).toBeUndefined();
    }
    expect(said(live, 'HELLO')?.log_id).toBe(log[0]?.hash.slice(0, 32));
    // So that who has heard of no event yet can say where they were, too.
    const [hello] = live.messages;
    expect(hello?.c).toBe(`${log.length}-${log.at(-1)?.hash.slice(0, 8) ?? ''}`);
    live.close();
  });

  it('a cursor resumes behind its event, each event once', async () => {
    const first = await connect('0');
    const last = first.messages.findLast(({ c }) => c !== undefined)?.c ?? '';
    first.close();
    const codes = [await owner.invite(), await owner.invite()];
    const back = await connect(last);
    expect(back.ops()).toEqual(['HELLO', 'INVITE_CREATE', 'INVITE_CREATE', 'READY']);
    expect(back.messages.flatMap(({ d }) => d.code ?? [])).toEqual(codes);
    back.close();
  });

  it('a cursor of another log gives RESYNC, where a position would go on silently', async () => {
    const here = await connect('0');
    const { s = 0, c = '' } = here.messages.findLast((message) => message.c !== undefined) ?? {};
    here.close();
    const other = c.endsWith('0') ? c.slice(0, -1) + '1' : c.slice(0, -1) + '0';
    for (const [since, ops] of [
      [c, ['HELLO', 'READY']],
      [String(s), ['HELLO', 'READY']],
      [here.messages[0]?.c ?? '', ['HELLO', 'READY']],
      [other, ['HELLO', 'RESYNC', 'READY']],
      ['0-00000000', ['HELLO', 'RESYNC', 'READY']],
      [`${s + 1000}-00000000`, ['HELLO', 'RESYNC', 'READY']],
    ] as const) {
      const back = await connect(since);
      expect([since, back.ops()]).toEqual([since, ops]);
      back.close();
    }
  });

  it('SERVER_UPDATE counts the members as of the change, whenever it is told', async () => {
    const before = await connect();
    const rename = (name: string) => community.by(owner, 'PATCH', '/server', { name });
    const invite = await owner.invite();
    await rename('One');
    await memberBy(community.url, invite);
    await rename('Two');
    await memberBy(community.url, invite);
    const start = Number(said(before, 'HELLO')?.head);
    const { body } = await owner.call('GET', '/server');
    const now = body.member_count;
    const late = await connect(String(start));
    const updates = late.messages.filter(({ op }) => op === 'SERVER_UPDATE');
    expect(updates.map(({ d }) => [d.name, d.member_count])).toEqual([
      ['One', now - 2],
      ['Two', now - 1],
    ]);
    for (const each of [before, late]) each.close();
  });

  it('ROLE_DELETE is the whole role, as it was', async () => {
    const role = await community.role(5, 'mention_everyone');
    const before = await connect();
    await community.by(owner, 'DELETE', `/roles/${role.id}`);
    const late = await connect(String(said(before, 'HELLO')?.head));
    expect(said(late, 'ROLE_DELETE')).toEqual(role);
    for (const each of [before, late]) each.close();
  });
});

describe('another community', () => {
  it('has another log', async () => {
    const other = await Community.open();
    const [here, there] = [
      await Subscriber.connect(community.url, owner),
      await Subscriber.connect(other.url, other.owner),
    ];
    expect(said(there, 'HELLO')?.log_id).toMatch(/^[0-9a-f]{32}$/);
    expect(said(there, 'HELLO')?.log_id).not.toBe(said(here, 'HELLO')?.log_id);
    for (const each of [here, there]) each.close();
    await other.close();
  });
});
