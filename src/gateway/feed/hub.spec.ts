import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../platform/ids.js';
import { loadConfig } from '../../config.js';
import { StorageUnavailable } from '../../event-store/errors.js';
import { isUnread, type UnreadEvent } from '../../event-store/event.js';
import type { EventStore } from '../../event-store/event-store.js';
import { chainHash } from '../../event-store/hash-chain.js';
import { Projections } from '../../event-store/projections/projections.js';
import { openSqlite } from '../../event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../event-store/sqlite/sqlite-event-store.js';
import { EVENT_REGISTRY, type RecordedGatehouseEvent } from '../../events.js';
import { userStream } from '../../identity/user.fold.js';
import { until } from '../../../test/support/until.js';
import type { Connection } from './connection.js';
import type { CloseReason } from './closings.js';
import { GatewayHub } from './hub.js';
import type { Envelope } from './protocol.js';

const userId = 'alice' as UserId;
const at = (position: number) => ({ position, hash: undefined });
const place = (position: number) => ({ position, hash: '' });
let store: EventStore;
let hub: GatewayHub;
let broadcasts: string[];
/** How often a message was given to some connections. */
let sendings: number;

/** A connection that keeps what it is told. */
class Ear implements Connection {
  readonly userId = userId;
  readonly sessionEndsAt = Number.MAX_SAFE_INTEGER;
  queued = 0;
  readonly ops: string[] = [];
  isOpen = true;
  closed: CloseReason | undefined;

  constructor(readonly tokenHash: string) {}

  send({ op }: Envelope): void {
    this.ops.push(op);
  }

  receive(): void {
    // What is broadcast is no matter here.
  }

  close(reason: CloseReason): void {
    this.closed = reason;
    this.isOpen = false;
    hub.disconnect(this);
  }
}

function isReady(ear: Ear): Promise<void> {
  return until(`${ear.tokenHash} is told READY`, () => ear.ops.at(-1) === 'READY');
}

beforeEach(async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  store = new SqliteEventStore(database, EVENT_REGISTRY, new Projections([]));
  await joins(userId);
  const nobodyAsks = () => Promise.reject(new Error('Nobody asks.'));
  const readModels = { get: nobodyAsks, all: nobodyAsks };
  broadcasts = [];
  sendings = 0;
  const broadcaster = {
    broadcast: (_: unknown, { op }: Envelope) => void broadcasts.push(op),
    sendTo: (connections: readonly Connection[], envelope: Envelope) => {
      sendings++;
      for (const each of connections) each.send(envelope);
    },
  };
  hub = new GatewayHub(store, readModels, broadcaster, loadConfig({}), { peek: () => undefined });
  hub.startAt(place(2));
});
afterEach(async () => {
  await hub.settled();
  await store.close();
});

describe('a connection whose turn has come', () => {
  it('is welcomed', async () => {
    const ear = new Ear('session');
    hub.connect(ear, undefined);
    await hub.settled();
    expect(ear.ops).toEqual(['HELLO', 'READY']);
    expect(hub.connections).toBe(1);
  });

  it('is left alone if its client has gone meanwhile', async () => {
    const ear = new Ear('session');
    hub.connect(ear, undefined);
    ear.isOpen = false;
    hub.disconnect(ear);
    await hub.settled();
    expect(ear.ops).toEqual([]);
    expect(hub.connections).toBe(0);
  });

  it('is closed if its session has ended meanwhile', async () => {
    const [ear, other] = [new Ear('session'), new Ear('another session')];
    hub.connect(ear, undefined);
    hub.connect(other, undefined);
    hub.endSession('session');
    await hub.settled();
    expect([ear.ops, ear.closed]).toEqual([[], 'session_ended']);
    expect([other.ops, other.closed]).toEqual([['HELLO', 'READY'], undefined]);
    expect(hub.connections).toBe(1);
  });
});

describe('a connection that has seen more than this process', () => {
  it('waits for it, instead of being told to fetch everything anew', async () => {
    hub.startAt(place(1));
    const ear = new Ear('session');
    hub.connect(ear, at(2));
    await hub.settled();
    expect(ear.ops).toEqual([]);
    const [event] = await store.readAll(1, 1);
    hub.deliver(event as RecordedGatehouseEvent);
    await isReady(ear);
    expect(ear.ops).toEqual(['HELLO', 'READY']);
  });

  it('waits for it, when it has joined at another one a moment ago', async () => {
    hub.startAt(place(0));
    const ear = new Ear('session');
    hub.connect(ear, undefined);
    await settle();
    expect([ear.ops, ear.closed]).toEqual([[], undefined]);
    for (const event of await store.readAll(0, 2)) hub.deliver(event as RecordedGatehouseEvent);
    await settle();
    expect([ear.ops, ear.closed]).toEqual([['HELLO', 'READY'], undefined]);
  });

  it('is told to fetch anew when the log has never been there', async () => {
    const ear = new Ear('session');
    hub.connect(ear, at(3));
    await settle();
    expect(ear.ops).toEqual(['HELLO', 'RESYNC', 'READY']);
  });
});

describe('connections that have missed something', () => {
  it('come to the end of a log that grows faster than all of them together are told of it', async () => {
    const ENOUGH = 30_000;
    let position = 2;
    let grown = 0;
    const grow = async (times: number) => {
      for (let count = 0; count < times; count++) await joins(`visitor${++grown}`);
      for (const event of await readAll(position, 2 * times))
        hub.deliver(event as RecordedGatehouseEvent);
      position += 2 * times;
    };
    const readAll = store.readAll.bind(store);
    await grow(300);
    await settle();
    const ears = Array.from({ length: 5 }, (_, index) => new Ear(`session${index}`));
    let read = 0;
    // 3 events more with each 10 that one of the five reads: if they took turns, none would get there.
    store.readAll = async (after, limit) => {
      read += limit;
      if (read < ENOUGH) await grow(Math.ceil(limit * 0.15));
      return readAll(after, limit);
    };
    for (const ear of ears) hub.connect(ear, at(2));
    for (const ear of ears) await isReady(ear);
    expect(read).toBeLessThan(ENOUGH);
    for (const { ops, closed } of ears) {
      expect([closed, ops[0]]).toEqual([undefined, 'HELLO']);
      expect(ops.filter((op) => op === 'MEMBER_JOIN').length).toBeGreaterThanOrEqual(300);
    }
  });

  it('and come together are given each message together', async () => {
    const [EARS, EVENTS] = [20, 50];
    for (let count = 0; count < EVENTS; count++) await joins(`visitor${count}`);
    hub.startAt(place(2 + 2 * EVENTS));
    const ears = Array.from({ length: EARS }, (_, index) => new Ear(`session${index}`));
    for (const ear of ears) hub.connect(ear, at(2));
    for (const ear of ears) await isReady(ear);
    for (const { ops } of ears) {
      expect(ops).toEqual(['HELLO', ...Array<string>(EVENTS).fill('MEMBER_JOIN'), 'READY']);
    }
    // The first may have been alone.
    expect(sendings).toBeGreaterThanOrEqual(EVENTS);
    expect(sendings).toBeLessThanOrEqual(4 * EVENTS);
  });

  it('that take their messages slowly do not keep the others', async () => {
    for (let count = 0; count < 700; count++) await joins(`visitor${count}`);
    hub.startAt(place(1402));
    const slow = new Ear('slow');
    slow.queued = 100_000;
    const quick = new Ear('quick');
    hub.connect(slow, at(2));
    hub.connect(quick, at(2));
    await isReady(quick);
    expect(slow.ops).toEqual(['HELLO']);
    slow.queued = 0;
    await isReady(slow);
    expect(slow.ops).toEqual(quick.ops);
  });
});

describe('an event', () => {
  it('waits until the log can be read', async () => {
    hub.connect(new Ear('session'), undefined);
    await settle();
    await joins('bob');
    const readStream = store.readStream.bind(store);
    let failures = 0;
    store.readStream = (...asked) => {
      if (++failures > 1) return readStream(...asked);
      return Promise.reject(new StorageUnavailable('gone'));
    };
    for (const event of await store.readAll(2, 2)) hub.deliver(event as RecordedGatehouseEvent);
    await settle();
    expect(failures).toBeGreaterThan(1);
    expect(broadcasts).toEqual(['MEMBER_JOIN']);
  });
});

describe('an event that cannot be read', () => {
  it('is passed over, live and in a past that is caught up with', async () => {
    const live = new Ear('live');
    hub.connect(live, undefined);
    await settle();
    hub.passOver(await invented('invite-Ab3xK9Qz', 1));
    await joins('bob');
    for (const event of await store.readAll(3, 2)) hub.deliver(event as RecordedGatehouseEvent);
    await settle();
    expect([broadcasts, live.closed, hub.position]).toEqual([['MEMBER_JOIN'], undefined, 5]);
    const back = new Ear('back');
    hub.connect(back, at(2));
    await isReady(back);
    expect(back.ops).toEqual(['HELLO', 'MEMBER_JOIN', 'READY']);
  });

  it('in the stream of somebody leaves their rights unknown: they are not fed any more', async () => {
    const ear = new Ear('session');
    hub.connect(ear, undefined);
    await settle();
    hub.passOver(await invented(userStream(userId).name, 3));
    await settle();
    expect(ear.closed).toBe('failed');
  });
});

describe('a log that has lost its last commits', () => {
  it('is made known to whoever is connected', async () => {
    const ear = new Ear('session');
    hub.connect(ear, undefined);
    await settle();
    hub.resync(place(1));
    await settle();
    // As of the first event nobody has joined.
    expect([ear.ops, ear.closed]).toEqual([['HELLO', 'READY'], 'not_a_member']);
    hub.startAt(place(2));
    const other = new Ear('session');
    hub.connect(other, undefined);
    await settle();
    hub.resync(place(2));
    await settle();
    expect([other.ops, other.closed]).toEqual([['HELLO', 'READY', 'RESYNC'], undefined]);
    expect(hub.position).toBe(2);
  });
});

/** Something that a newer program has written. */
async function invented(stream: string, version: number): Promise<UnreadEvent> {
  const { position, hash } = await store.head();
  const [last] = await store.readStored(position - 1, 1);
  if (!last) throw new Error('There is one to go by.');
  const placed = { ...last, id: 'new', type: 'Invented', stream, version, position: position + 1 };
  await store.transact((log) => log.adopt([{ ...placed, hash: chainHash(hash, placed) }]));
  const [entry] = await store.readAll(position, 1);
  if (!entry || !isUnread(entry)) throw new Error('It can be read.');
  return entry;
}

async function joins(who: string): Promise<void> {
  const at = '2026-11-22T10:00:00.000Z';
  const meta = { actor: 'system', at, correlationId: 'test', causationId: null };
  await store.append([
    {
      stream: userStream(who as UserId).name,
      expectedVersion: 'no-stream',
      events: [
        { id: `${who}-1`, type: 'UserRegistered', data: { user_id: who, pubkey: 'key' }, ...meta },
        {
          id: `${who}-2`,
          type: 'MemberJoined',
          data: { user_id: who, invite_code: null, invited_by: null, role_ids: [] },
          ...meta,
        },
      ],
    },
  ]);
}

/** Also what comes of what was done. */
async function settle(): Promise<void> {
  while (hub.settled()) await hub.settled();
}
