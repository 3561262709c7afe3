import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserId } from '../common/ids.js';
import { loadConfig } from '../config.js';
import type { EventStore } from '../event-store/event-store.js';
import { Projections } from '../event-store/projections.js';
import { openSqlite } from '../event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import { EVENT_REGISTRY } from '../events.js';
import { userStream } from '../identity/identity.events.js';
import type { CloseReason, Connection } from './connection.js';
import { GatewayHub } from './hub.js';
import type { Envelope } from './protocol.js';

const userId = 'alice' as UserId;
let store: EventStore;
let hub: GatewayHub;

/** A connection that keeps what it is told. */
class Ear implements Connection {
  readonly userId = userId;
  readonly sessionEndsAt = Number.MAX_SAFE_INTEGER;
  readonly queued = 0;
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

beforeEach(async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  store = new SqliteEventStore(database, EVENT_REGISTRY, new Projections([]));
  const at = '2026-11-22T10:00:00.000Z';
  const meta = { actor: 'system', at, correlationId: 'test', causationId: null };
  await store.append([
    {
      stream: userStream(userId),
      expectedVersion: 'no-stream',
      events: [
        { id: '1', type: 'UserRegistered', data: { user_id: userId, pubkey: 'key' }, ...meta },
        {
          id: '2',
          type: 'MemberJoined',
          data: { user_id: userId, invite_code: null, invited_by: null, role_ids: [] },
          ...meta,
        },
      ],
    },
  ]);
  const serverInfo = { get: () => Promise.reject(new Error('Nobody asks.')) };
  hub = new GatewayHub(store, serverInfo, { broadcast: () => undefined }, loadConfig({}));
  hub.startAt(2);
});
afterEach(() => store.close());

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
