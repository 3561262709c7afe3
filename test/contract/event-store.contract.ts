import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DatabaseRefused,
  DuplicateEventId,
  UnreadableEvent,
  VersionConflict,
} from '../../src/event-store/errors.js';
import { MAX_READ, type EventStore, type ReadModels } from '../../src/event-store/event-store.js';
import {
  allRead,
  isUnread,
  type NewEvent,
  type RecordedEvent,
} from '../../src/event-store/event.js';
import { eventRegistry } from '../../src/event-store/event-types.js';
import { chainHash, GENESIS_HASH } from '../../src/event-store/hash-chain.js';
import type { Projection } from '../../src/event-store/projections/projection.js';
import {
  ensureProjections,
  rebuildProjections,
} from '../../src/event-store/projections/rebuild-projections.js';
import { sql } from '../../src/event-store/statement.js';
import { SNAPSHOT_EVERY } from '../../src/event-store/stream.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { until } from '../support/until.js';

/** The events of these tests: `Renamed` was `{ title }` once and is `{ name }` today. */
export const TEST_REGISTRY = eventRegistry({
  Counted: { schemaVersion: 1 },
  Renamed: { schemaVersion: 2, upcasters: { 1: ({ title }) => ({ name: title }) } },
  Met: { schemaVersion: 1, personal: ['name'], personalReason: true },
  Forgotten: { schemaVersion: 1, erases: true },
});

interface Counted {
  readonly stream: string;
  readonly position: number;
  readonly data: { readonly by: number };
}

/** Sums what each stream counted. */
export const TEST_PROJECTION: Projection = {
  name: 'sums',
  version: 1,
  tables: ['sums'],
  schema: [
    'CREATE TABLE {sums} (stream TEXT NOT NULL PRIMARY KEY, total INTEGER NOT NULL)',
    'CREATE INDEX {sums}_by_total ON {sums} (total)',
  ],
  handlers: {
    Counted: ({ stream, data }: Counted) => [
      sql(
        `INSERT INTO {sums} (stream, total) VALUES (?, ?)
         ON CONFLICT (stream) DO UPDATE SET total = {sums}.total + excluded.total`,
        stream,
        data.by,
      ),
    ],
  },
};

export interface OpenStore {
  readonly store: EventStore & ReadModels;
  /** Closes and opens again what is on disk. */
  reopen(): Promise<EventStore & ReadModels>;
  close(): Promise<void>;
}

export function counted(by = 1, changes: Partial<NewEvent> = {}): NewEvent {
  return {
    id: randomUUID(),
    type: 'Counted',
    data: { by },
    actor: 'system',
    at: '2026-11-22T10:00:00.000Z',
    correlationId: 'test',
    causationId: null,
    ...changes,
  };
}

export function met(name: string): NewEvent {
  return counted(1, { type: 'Met', data: { name }, reason: 'kind' });
}

export function forgotten(): NewEvent {
  return counted(1, { type: 'Forgotten', data: {} });
}

function nameIn({ data }: RecordedEvent): unknown {
  return (data as { readonly name?: unknown }).name;
}

async function namesOf(store: EventStore): Promise<readonly unknown[]> {
  return allRead(await store.readAll(0, MAX_READ)).map(nameIn);
}

/** What two processes on one log have to do when one of them erases somebody whom the other knows. */
export async function expectErasedElsewhere(one: EventStore, other: EventStore): Promise<void> {
  const append = (store: EventStore, event: NewEvent) =>
    store.append([{ stream: 'user-1', expectedVersion: 'any', events: [event] }]);
  await append(one, met('Ada'));
  // Both the readers and the writer of `one` have the key in memory, and `other` has it from the log.
  expect([await namesOf(one), await namesOf(other)]).toEqual([['Ada'], ['Ada']]);
  await append(other, forgotten());
  const [, erasing] = await one.readStored(0, 2);
  // As a tail does.
  await one.decode(erasing ? [erasing] : []);
  expect(await namesOf(one)).toEqual([null, undefined]);
  // What is sealed now must not be sealed under the key that is gone.
  await append(one, met('Ada again'));
  const expected = [null, undefined, 'Ada again'];
  expect([await namesOf(one), await namesOf(other)]).toEqual([expected, expected]);
}

/** What every engine below the port has to do. */
export function describeEventStore(engine: string, open: () => Promise<OpenStore>): void {
  describe(`the event store on ${engine}`, () => {
    let opened: OpenStore;
    let store: EventStore & ReadModels;

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
      await ensureProjections(store, [TEST_PROJECTION]);
    });
    afterEach(() => opened.close());

    const appendTo = (stream: string, ...events: readonly NewEvent[]) =>
      store.append([{ stream, expectedVersion: 'any', events }]);
    const everything = async () => allRead(await store.readAll(0, MAX_READ));

    describe('expected versions', () => {
      const cases = [
        { expected: 0, onEmpty: true, onThree: false },
        { expected: 3, onEmpty: false, onThree: true },
        { expected: 2, onEmpty: false, onThree: false },
        { expected: 4, onEmpty: false, onThree: false },
        { expected: 'no-stream', onEmpty: true, onThree: false },
        { expected: 'stream-exists', onEmpty: false, onThree: true },
        { expected: 'any', onEmpty: true, onThree: true },
      ] as const;

      it.each(cases)('$expected', async ({ expected, onEmpty, onThree }) => {
        await appendTo('three', counted(), counted(), counted());
        for (const [stream, allowed] of [
          ['empty', onEmpty],
          ['three', onThree],
        ] as const) {
          const before = (await everything()).length;
          const append = store.append([{ stream, expectedVersion: expected, events: [counted()] }]);
          if (allowed) await expect(append).resolves.toHaveLength(1);
          else await expect(append).rejects.toBeInstanceOf(VersionConflict);
          expect((await everything()).length).toBe(before + (allowed ? 1 : 0));
        }
      });

      it('say which stream was where', async () => {
        await appendTo('a', counted());
        await expect(
          store.append([{ stream: 'a', expectedVersion: 7, events: [counted()] }]),
        ).rejects.toMatchObject({ stream: 'a', expected: 7, actual: 1 });
      });

      it('let one of a hundred concurrent writers win', async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 100 }, () =>
            store.append([{ stream: 'hot', expectedVersion: 'no-stream', events: [counted()] }]),
          ),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await everything()).toHaveLength(1);
      });
    });

    it('appends to several streams, or to none', async () => {
      await appendTo('b', counted());
      const batch = (expectedVersion: number) =>
        store.append([
          { stream: 'a', expectedVersion: 'any', events: [counted(5)] },
          { stream: 'b', expectedVersion, events: [counted(5)] },
        ]);
      await expect(batch(9)).rejects.toBeInstanceOf(VersionConflict);
      expect(await store.readStream('a', 0, 10)).toEqual([]);
      expect(await store.all('SELECT total FROM {sums}')).toEqual([{ total: 1 }]);
      await batch(1);
      expect(await store.all('SELECT stream, total FROM {sums} ORDER BY stream')).toEqual([
        { stream: 'a', total: 5 },
        { stream: 'b', total: 6 },
      ]);
    });

    it('gives positions without a gap, in the order of the commits, also after failures', async () => {
      await Promise.allSettled(
        Array.from({ length: 200 }, (_, index) =>
          index % 3 === 0
            ? store.append([{ stream: 'x', expectedVersion: 99, events: [counted()] }])
            : appendTo(`s${index % 7}`, counted(), counted()),
        ),
      );
      const events = await everything();
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
      const versions = new Map<string, number>();
      for (const { stream, version } of events) {
        expect(version).toBe((versions.get(stream) ?? 0) + 1);
        versions.set(stream, version);
      }
      expect((await store.head()).position).toBe(events.length);
    });

    it('tells each commit to listeners, in order, after it is readable', async () => {
      const heard: number[] = [];
      store.onCommit((events) => heard.push(...events.map(({ position }) => position)));
      await Promise.all([appendTo('a', counted(), counted()), appendTo('b', counted())]);
      await expect(appendTo('a', counted(1, { type: 'Unheard' }))).rejects.toThrow('Unheard');
      expect(heard).toEqual([1, 2, 3]);
    });

    describe('the hash chain', () => {
      it('runs over the bytes that are stored', async () => {
        await appendTo('a', counted(1), counted(2, { reason: 'zwölf\n"Boxkämpfer"' }));
        await appendTo('b', counted(3));
        let previous = GENESIS_HASH;
        for (const stored of await store.readStored(0, 10)) {
          expect(stored.hash).toEqual(chainHash(previous, stored));
          previous = stored.hash;
        }
        expect((await store.head()).hash).toEqual(previous);
        expect(await verifyChain(store)).toMatchObject({
          ok: true,
          checked: 3,
          firstBadPosition: null,
          head: await store.head(),
        });
      });

      it('goes on after the log was opened again', async () => {
        await appendTo('a', counted());
        store = await opened.reopen();
        await appendTo('a', counted());
        expect(await verifyChain(store)).toMatchObject({ ok: true, checked: 2 });
      });
    });

    describe('an event id', () => {
      it('that comes again with the same content changes nothing', async () => {
        const event = counted(3);
        const [first] = await appendTo('a', event);
        const [again] = await store.append([
          { stream: 'a', expectedVersion: 'no-stream', events: [event] },
        ]);
        expect(again).toEqual(first);
        expect(await everything()).toHaveLength(1);
        expect(await store.get('SELECT total FROM {sums}')).toEqual({ total: 3 });
      });

      it('that comes again with personal data changes nothing either', async () => {
        const event = counted(1, { type: 'Met', data: { name: 'Ada' }, reason: 'hello' });
        await appendTo('user-1', event);
        await expect(appendTo('user-1', event)).resolves.toHaveLength(1);
        await expect(
          appendTo('user-1', { ...event, data: { name: 'Eve' } }),
        ).rejects.toBeInstanceOf(DuplicateEventId);
      });

      it.each([
        ['data', { data: { by: 9 } }],
        ['actor', { actor: 'somebody' }],
        ['time', { at: '2026-11-22T10:00:00.001Z' }],
        ['reason', { reason: 'because' }],
      ])('that comes again with another %s is refused', async (_, change) => {
        const event = counted();
        await appendTo('a', event);
        await expect(appendTo('a', { ...event, ...change })).rejects.toBeInstanceOf(
          DuplicateEventId,
        );
        await expect(appendTo('b', event)).rejects.toBeInstanceOf(DuplicateEventId);
        expect(await everything()).toHaveLength(1);
      });

      it('that is half of a batch that is new is refused whole', async () => {
        const event = counted();
        await appendTo('a', event);
        await expect(appendTo('a', event, counted())).rejects.toBeInstanceOf(DuplicateEventId);
        const twice = counted();
        await expect(appendTo('a', twice, twice)).rejects.toBeInstanceOf(DuplicateEventId);
        expect(await everything()).toHaveLength(1);
      });
    });

    describe('reading', () => {
      const names = (events: readonly RecordedEvent[]) =>
        events.map(({ stream, version }) => `${stream}:${version}`);

      it('is bounded, and goes on behind a position or a version', async () => {
        await appendTo('a', ...Array.from({ length: MAX_READ + 5 }, () => counted()));
        await appendTo('b', counted(), counted());
        expect(await store.readAll(0, 1_000_000)).toHaveLength(MAX_READ);
        expect(names(allRead(await store.readAll(MAX_READ + 4, 2)))).toEqual([
          `a:${MAX_READ + 5}`,
          'b:1',
        ]);
        expect(await store.readStream('a', 0, 1_000_000)).toHaveLength(MAX_READ);
        expect(names(await store.readStream('a', 3, 10, 5))).toEqual(['a:4', 'a:5']);
        expect(await store.readStream('nobody', 0, 10)).toEqual([]);
      });

      it('gives each of many readers of the same streams their events, each once', async () => {
        await appendTo('a', ...Array.from({ length: SNAPSHOT_EVERY + 5 }, () => counted()));
        await appendTo('b', counted(), counted(), counted(), counted());
        const limits = [SNAPSHOT_EVERY, SNAPSHOT_EVERY, 3, 1_000_000];
        const read = (stream: string) =>
          Promise.all(limits.map(async (limit) => names(await store.readStream(stream, 0, limit))));
        const found = await Promise.all([read('a'), read('b')]);
        const wanted = [SNAPSHOT_EVERY + 5, 4].map((length, index) =>
          limits.map((limit) =>
            Array.from({ length: Math.min(limit, length) }, (_, at) => `${'ab'[index]}:${at + 1}`),
          ),
        );
        expect(found).toEqual(wanted);
      });

      it('finds the version that a stream had at a position', async () => {
        await appendTo('a', counted());
        await appendTo('b', counted());
        await appendTo('a', counted());
        expect([
          await store.versionAt('a', 0),
          await store.versionAt('a', 1),
          await store.versionAt('a', 2),
          await store.versionAt('a', 3),
          await store.versionAt('c', 3),
        ]).toEqual([0, 1, 1, 2, 0]);
        for (let written = 0; written < 20; written++) await appendTo('a', counted(), counted());
        for (let version = 3; version <= 42; version++) {
          expect(await store.versionAt('a', version + 1)).toBe(version);
        }
        expect(await store.versionAt('a', 1_000_000)).toBe(42);
      });

      it('decodes what it gave back as it is stored', async () => {
        await appendTo('a', counted(), counted(1, { type: 'Met', data: { name: 'Ann' } }));
        expect(await store.decode(await store.readStored(0, 10))).toEqual(await everything());
      });

      it('gives back everything that was appended', async () => {
        const event = counted(1, { reason: 'because', causationId: 'cause', actor: 'somebody' });
        await appendTo('a', event);
        const [read] = await everything();
        expect(read).toMatchObject({ ...event, stream: 'a', version: 1, position: 1 });
      });

      it('upcasts what was stored under an older schema, and leaves the bytes alone', async () => {
        await appendTo('a', counted(1, { type: 'Renamed', data: { name: 'new' } }));
        const [today] = await store.readStored(0, 1);
        expect(today?.schemaVersion).toBe(2);
        // As an older program would have written it.
        await store.transact((transaction) =>
          transaction.write(
            sql(
              `INSERT INTO events (position, id, stream, version, type, schema_version, actor, at,
                 correlation_id, data, hash)
               SELECT 2, 'old', stream, 2, type, 1, actor, at, correlation_id, ?, hash FROM events`,
              '{"title":"old"}',
            ),
          ),
        );
        const events = await everything();
        expect(events.map(({ data }) => data)).toEqual([{ name: 'new' }, { name: 'old' }]);
        expect((await store.readStored(1, 1))[0]).toMatchObject({
          data: '{"title":"old"}',
          schemaVersion: 1,
        });
      });
    });

    describe('an event that this program cannot read', () => {
      const asStored = async (
        type: string,
        schemaVersion: number,
        data: string,
        version: number,
      ) => {
        const { position, hash } = await store.head();
        const [last] = await store.readStored(position - 1, 1);
        if (!last) throw new Error('There is one to go by.');
        const written = { ...last, id: randomUUID(), stream: 'b', type, schemaVersion, data };
        const placed = { ...written, version, position: position + 1 };
        await store.transact((log) => log.adopt([{ ...placed, hash: chainHash(hash, placed) }]));
      };

      it.each([
        ['is of a type that it does not know', 'Invented', 1, '{}', /Invented are not known/],
        ['is of a newer schema', 'Counted', 9, '{"by":1}', /schema version 9 is newer/],
        ['is damaged', 'Counted', 1, '{"by":', /position 2 cannot be read/],
      ])(
        'as it %s stands in its place, and spoils nothing but its stream',
        async (_, type, schema, data, why) => {
          await appendTo('a', counted());
          await asStored(type, schema, data, 1);
          await asStored('Counted', 1, '{"by":3}', 2);
          const entries = await store.readAll(0, 10);
          expect(entries.map(isUnread)).toEqual([false, true, false]);
          expect(entries[1]).toMatchObject({ position: 2, stream: 'b', version: 1, type });
          expect(() => allRead(entries)).toThrow(why);
          expect(await store.decode(await store.readStored(0, 10))).toEqual(entries);
          expect(await store.readStream('a', 0, 10)).toHaveLength(1);
          await expect(store.readStream('b', 0, 10)).rejects.toThrow(why);
          // Asked for at the same time: who asks for another stream is not disturbed.
          const [here, there] = await Promise.allSettled([
            store.readStream('a', 0, 10),
            store.readStream('b', 0, 10),
          ]);
          expect([here.status, there.status]).toEqual(['fulfilled', 'rejected']);
          expect(await store.readStream('b', 1, 10)).toHaveLength(1);
          expect(await appendTo('a', counted())).toMatchObject([{ version: 2 }]);
        },
      );

      it('is no matter to a rebuild where no read model knows it, and else ends it', async () => {
        await appendTo('a', counted(2));
        await asStored('Invented', 1, '{}', 1);
        await rebuildProjections(store, [TEST_PROJECTION]);
        expect(await store.all('SELECT * FROM {sums}')).toHaveLength(1);
        await asStored('Counted', 9, '{"by":1}', 2);
        await expect(rebuildProjections(store, [TEST_PROJECTION])).rejects.toBeInstanceOf(
          UnreadableEvent,
        );
        expect(await store.all('SELECT * FROM {sums}')).toHaveLength(1);
      });
    });

    it('keeps personal values sealed, and readable only with their key', async () => {
      const met = counted(1, {
        type: 'Met',
        data: { name: 'Ada', at: 'the door' },
        reason: 'kind',
      });
      await appendTo('user-1', met);
      const [stored] = await store.readStored(0, 1);
      expect(stored?.data).not.toContain('Ada');
      expect(stored?.reason).not.toContain('kind');
      expect((await everything())[0]).toMatchObject({ data: met.data, reason: 'kind' });
      await store.transact((transaction) => transaction.write(sql('DELETE FROM personal_keys')));
      const reopened = await opened.reopen();
      expect((await reopened.readAll(0, 1))[0]).toMatchObject({
        data: { name: null, at: 'the door' },
        reason: null,
      });
      expect(await verifyChain(reopened)).toMatchObject({ ok: true });
    });

    describe('a snapshot', () => {
      const state = '{"name":"Ada"}';
      const storedState = async (stream: string) =>
        (
          await store.all<{ state: string }>('SELECT state FROM snapshots WHERE stream = ?', stream)
        )[0]?.state;
      const save = (stream: string, version: number) =>
        store.transact((transaction) =>
          transaction.saveSnapshot(stream, 'fold', { version, state }),
        );

      it('is sealed where its stream has a personal key, and opens with that only', async () => {
        await appendTo('user-1', met('Ada'));
        await appendTo('a', counted(1));
        await save('user-1', 1);
        await save('a', 1);
        expect(await storedState('a')).toBe(state);
        const sealed = await storedState('user-1');
        expect(sealed).not.toContain('Ada');
        const { $personal } = JSON.parse(sealed ?? '') as { $personal: string };
        expect(Buffer.from($personal, 'base64').toString()).not.toContain('Ada');
        const opens = async () => {
          for (const stream of ['user-1', 'a']) {
            expect(await store.snapshot(stream, 'fold')).toEqual({ version: 1, state });
            await store.transact(async (transaction) => {
              expect(await transaction.snapshot(stream, 'fold')).toEqual({ version: 1, state });
            });
          }
        };
        await opens();
        store = await opened.reopen();
        await opens();
        await store.transact((transaction) =>
          transaction.write(sql('UPDATE personal_keys SET key = ?', Buffer.alloc(32))),
        );
        expect(await (await opened.reopen()).snapshot('user-1', 'fold')).toBeUndefined();
      });

      it('that was sealed under an earlier key is none', async () => {
        await appendTo('user-1', met('Ada'));
        await save('user-1', 1);
        const row = await store.all<{ state: string }>('SELECT state FROM snapshots');
        await appendTo('user-1', forgotten(), met('Ada again'));
        await store.transact((transaction) =>
          transaction.write(
            sql(`INSERT INTO snapshots VALUES ('user-1', 'fold', 1, ?)`, row[0]?.state ?? ''),
          ),
        );
        expect(await store.snapshot('user-1', 'fold')).toBeUndefined();
        await save('user-1', 3);
        expect(await store.snapshot('user-1', 'fold')).toEqual({ version: 3, state });
      });
    });

    describe('an event that erases', () => {
      it('takes key and snapshots of its stream with it, and nobody else loses anything', async () => {
        await appendTo('user-1', met('Ada'));
        await appendTo('user-2', met('Bob'));
        await store.transact((transaction) =>
          transaction.saveSnapshot('user-1', 'fold', { version: 1, state: '{"name":"Ada"}' }),
        );
        const before = await store.readStored(0, 10);
        expect(await namesOf(store)).toEqual(['Ada', 'Bob']);
        await appendTo('user-1', forgotten());
        expect(await namesOf(store)).toEqual([null, 'Bob', undefined]);
        expect((await everything())[0]?.reason).toBeNull();
        expect(await store.snapshot('user-1', 'fold')).toBeUndefined();
        expect(await store.all('SELECT stream FROM personal_keys')).toEqual([{ stream: 'user-2' }]);
        expect((await store.readStored(0, 10)).slice(0, 2)).toEqual(before);
        const reopened = await opened.reopen();
        expect(await namesOf(reopened)).toEqual([null, 'Bob', undefined]);
        expect(await verifyChain(reopened)).toMatchObject({ ok: true, checked: 3 });
      });

      it('takes with it what an unfinished rebuild has filled, which finds out', async () => {
        await appendTo('user-1', met('Ada'));
        await appendTo('a', counted(1));
        let goOn = (): void => undefined;
        const stuck = new Promise<void>((resolve) => (goOn = resolve));
        let rebuilding = Promise.resolve();
        const filled = new Promise<void>((resolve) => {
          rebuilding = rebuildProjections(store, [TEST_PROJECTION], () => {
            resolve();
            return stuck;
          });
        });
        await filled;
        const ofRebuild = () => store.all('SELECT stream, total FROM sums__r1');
        expect(await ofRebuild()).toEqual([{ stream: 'a', total: 1 }]);
        await appendTo('user-1', forgotten());
        await expect(ofRebuild()).rejects.toMatchObject({
          message: expect.stringMatching(/sums__r1/),
        });
        goOn();
        await expect(rebuilding).rejects.toBeInstanceOf(DatabaseRefused);
        await rebuildProjections(store, [TEST_PROJECTION]);
        expect(await store.all('SELECT stream, total FROM {sums}')).toEqual([
          { stream: 'a', total: 1 },
        ]);
      });

      it('ends what was before it: what comes after has another key', async () => {
        await appendTo('user-1', met('Ada'), forgotten(), met('Ada again'), forgotten());
        expect(await namesOf(store)).toEqual([null, undefined, null, undefined]);
        await appendTo('user-1', met('Once more'));
        const expected = [null, undefined, null, undefined, 'Once more'];
        expect(await namesOf(store)).toEqual(expected);
        await store.transact(async (transaction) => {
          const inside = await transaction.readStream('user-1', 0, 10);
          expect(inside.map(nameIn)).toEqual(expected);
        });
        expect(await namesOf(await opened.reopen())).toEqual(expected);
      });

      it('makes no key where there is nothing to seal', async () => {
        await appendTo('user-1', counted(1, { type: 'Met', data: { name: null } }));
        expect(await store.all('SELECT stream FROM personal_keys')).toEqual([]);
        expect(await namesOf(store)).toEqual([null]);
      });

      it('takes nothing when its transaction fails', async () => {
        await appendTo('user-1', met('Ada'));
        const failing = store.transact(async (transaction) => {
          const events = [forgotten(), met('Ada again')];
          await transaction.append([{ stream: 'user-1', expectedVersion: 'any', events }]);
          await transaction.readStream('user-1', 0, 10);
          throw new Error('changed my mind');
        });
        await expect(failing).rejects.toThrow('changed my mind');
        await appendTo('user-1', met('Ada Two'));
        expect(await namesOf(store)).toEqual(['Ada', 'Ada Two']);
        expect(await namesOf(await opened.reopen())).toEqual(['Ada', 'Ada Two']);
      });

      it('is not undone by who reads while it is on its way', async () => {
        await appendTo('user-1', met('Ada'));
        await store.transact(async (transaction) => {
          await transaction.append([
            { stream: 'user-1', expectedVersion: 'any', events: [forgotten()] },
          ]);
          // Sees the key, which is still there for them, and might keep it.
          await everything();
          await transaction.append([
            { stream: 'user-1', expectedVersion: 'any', events: [met('Ada again')] },
          ]);
        });
        expect(await namesOf(store)).toEqual([null, undefined, 'Ada again']);
        expect(await namesOf(await opened.reopen())).toEqual([null, undefined, 'Ada again']);
      });
    });

    it('can be asked whether a write would go through, and writes nothing for it', async () => {
      await appendTo('a', counted());
      const before = await store.all('SELECT * FROM projections');
      await Promise.all([
        store.requireWritable(),
        store.requireWritable(),
        appendTo('b', counted()),
      ]);
      await store.requireWritable();
      expect(await store.all('SELECT * FROM projections')).toEqual(before);
      expect(await appendTo('a', counted())).toMatchObject([{ position: 3, version: 2 }]);
    });

    describe('a transaction', () => {
      it('leaves no trace when its work fails', async () => {
        const failing = store.transact(async (transaction) => {
          await transaction.append([
            { stream: 'a', expectedVersion: 'any', events: [counted(), counted()] },
          ]);
          await transaction.saveSnapshot('a', 'fold', { version: 1, state: '{}' });
          throw new Error('changed my mind');
        });
        await expect(failing).rejects.toThrow('changed my mind');
        expect(await everything()).toEqual([]);
        expect(await store.all('SELECT * FROM {sums}')).toEqual([]);
        expect(await store.snapshot('a', 'fold')).toBeUndefined();
        await appendTo('a', counted());
        expect((await everything()).map(({ position }) => position)).toEqual([1]);
      });

      it('tells what it has to tell once it is committed, and nothing when it fails', async () => {
        const heard: string[] = [];
        let hears = !store.isRemote;
        store.onMessage((message) => {
          if (message === undefined) hears = true;
          else heard.push(message);
        });
        // Over a connection it is not heard what was told before that stands.
        await until('messages are heard', () => hears);
        const tell = (...messages: readonly string[]) =>
          store.transact(async (transaction) => {
            for (const message of messages) await transaction.tell(message);
            await transaction.append([
              { stream: 'a', expectedVersion: 'any', events: [counted()] },
            ]);
            if (messages.includes('no')) throw new Error('changed my mind');
          });
        await expect(tell('no')).rejects.toThrow('changed my mind');
        await tell('one', 'two');
        await tell('three');
        await until('all is told', () => heard.length === 3);
        expect(heard).toEqual(['one', 'two', 'three']);
      });

      it('reads what it has written itself', async () => {
        const total = await store.transact(async (transaction) => {
          await transaction.append([
            { stream: 'a', expectedVersion: 'any', events: [counted(2), counted(3)] },
          ]);
          await transaction.write(sql('UPDATE {sums} SET total = total * 2'));
          return transaction.get(sql('SELECT total FROM {sums} WHERE stream = ?', 'a'));
        });
        expect(total).toEqual({ total: 10 });
      });

      it('fails whole when a read model fails, whoever met that and went on', async () => {
        const failing = store.transact(async (transaction) => {
          const broken = counted(1, { data: { by: null } });
          await transaction.append([{ stream: 'a', expectedVersion: 'any', events: [broken] }]);
          await transaction.write(sql('UPDATE {sums} SET total = 0'));
          await Promise.resolve()
            .then(() => transaction.get(sql('SELECT total FROM {sums}')))
            .catch(() => undefined);
        });
        // A driver's error can be of another realm than this file's `Error`, so only its text is asked.
        await expect(failing).rejects.toMatchObject({ message: expect.stringMatching(/null/i) });
        expect(await everything()).toEqual([]);
        await appendTo('a', counted(7));
        expect(await store.all('SELECT total FROM {sums}')).toEqual([{ total: 7 }]);
      });

      it('hides what it does until it is done', async () => {
        let before: unknown;
        let reading: Promise<unknown> | undefined;
        await store.transact(async (transaction) => {
          await transaction.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
          reading = everything().then((events) => (before = events.length));
          await new Promise(setImmediate);
        });
        await reading;
        expect([0, 1]).toContain(before);
        expect(await everything()).toHaveLength(1);
      });

      it('finds the newest snapshot at or below a version', async () => {
        await store.transact(async (transaction) => {
          for (const version of [256, 512]) {
            await transaction.saveSnapshot('a', 'fold', { version, state: `"${version}"` });
          }
        });
        expect(await store.snapshot('a', 'fold')).toEqual({ version: 512, state: '"512"' });
        expect(await store.snapshot('a', 'fold', 511)).toEqual({ version: 256, state: '"256"' });
        expect(await store.snapshot('a', 'fold', 255)).toBeUndefined();
        expect(await store.snapshot('a', 'other')).toBeUndefined();
      });
    });

    describe('events of another log that are adopted', () => {
      it('stand as they stood there, and the log goes on behind them', async () => {
        await appendTo('a', counted(), counted());
        await appendTo('b', counted(5, { reason: 'why' }));
        const stored = await store.readStored(0, MAX_READ);
        const other = await open();
        try {
          await ensureProjections(other.store, [TEST_PROJECTION]);
          await other.store.transact((transaction) => transaction.adopt(stored));
          expect(await other.store.readStored(0, MAX_READ)).toEqual(stored);
          expect(await other.store.head()).toEqual(await store.head());
          const behind = [{ stream: 'a', expectedVersion: 2, events: [counted()] }] as const;
          expect(await other.store.append(behind)).toMatchObject([{ position: 4, version: 3 }]);
          expect(await verifyChain(other.store)).toMatchObject({ ok: true, checked: 4 });
        } finally {
          await other.close();
        }
      });

      it('are refused unless they follow from the head, and leave nothing', async () => {
        await appendTo('a', counted(), counted(), counted());
        const [first, second, third] = await store.readStored(0, MAX_READ);
        if (!first || !second || !third) throw new Error('There are three.');
        const other = await open();
        try {
          for (const [events, position] of [
            [[second], 1],
            [[first, third], 2],
            [[first, { ...second, data: '{"by":2}' }], 2],
            [[first, second, { ...third, hash: second.hash }], 3],
          ] as const) {
            const adopting = other.store.transact((transaction) => transaction.adopt(events));
            await expect(adopting).rejects.toMatchObject({ name: 'ChainBroken', position });
            expect((await other.store.head()).position).toBe(0);
          }
        } finally {
          await other.close();
        }
      });
    });

    describe('a rebuild', () => {
      const sums = () => store.all('SELECT * FROM {sums} ORDER BY stream');

      it('gives the rows that were there, while appends go on', async () => {
        await appendTo('a', ...Array.from({ length: 1500 }, (_, index) => counted(index)));
        const writing = Array.from({ length: 50 }, (_, index) =>
          appendTo(`s${index % 5}`, counted(index)),
        );
        const [, ...written] = await Promise.all([
          rebuildProjections(store, [TEST_PROJECTION]),
          ...writing,
        ]);
        expect(written).toHaveLength(50);
        const live = await sums();
        await appendTo('a', counted(0));
        await rebuildProjections(store, [TEST_PROJECTION]);
        expect(await sums()).toEqual(live);
      });

      it('happens at the start for a projection of another version, and only then', async () => {
        await appendTo('a', counted(2));
        expect(await ensureProjections(store, [TEST_PROJECTION])).toEqual([]);
        const next = { ...TEST_PROJECTION, version: 2 };
        expect(await ensureProjections(store, [next])).toEqual(['sums']);
        expect(await ensureProjections(store, [next])).toEqual([]);
        expect(await sums()).toEqual([{ stream: 'a', total: 2 }]);
      });

      it('begins anew at the start when an erasure has ended it, and is given up when that never ends', async () => {
        await appendTo('a', counted(2));
        const next = { ...TEST_PROJECTION, version: 2 };
        const starts: number[] = [];
        /** Somebody is erased in the middle of so many rebuilds. */
        const endedBy = (erasures: number) => async () => {
          starts.push(starts.length);
          if (starts.length <= erasures) await appendTo('user-1', met('Ada'), forgotten());
        };
        await expect(ensureProjections(store, [next], endedBy(Infinity))).rejects.toBeInstanceOf(
          DatabaseRefused,
        );
        expect(starts).toHaveLength(10);
        starts.length = 0;
        expect(await ensureProjections(store, [next], endedBy(2))).toEqual(['sums']);
        expect(starts).toHaveLength(3);
        expect(await sums()).toContainEqual({ stream: 'a', total: 2 });
        expect(await ensureProjections(store, [next])).toEqual([]);
      });

      it('reports how far it is', async () => {
        await appendTo('a', ...Array.from({ length: 1200 }, () => counted()));
        const progress: number[] = [];
        await rebuildProjections(store, [TEST_PROJECTION], (done) => progress.push(done));
        expect(progress).toEqual([1000, 1200]);
      });
    });
  });
}
