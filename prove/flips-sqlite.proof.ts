import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import type { UserId } from '../src/platform/ids.js';
import type { Head } from '../src/event-store/event-store.js';
import { chainHash, type StoredEvent } from '../src/event-store/hash-chain.js';
import { EVENT_COLUMNS } from '../src/event-store/log-queries.js';
import { verifyChain } from '../src/event-store/verify-chain.js';
import { exportTo } from '../test/support/download.js';
import { growLog } from '../test/support/grown-log.js';
import { lengthen, openLog, type Log } from '../test/support/log.js';
import { ownerOf, type Person } from '../test/support/person.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds, SEED } from '../test/support/proof.js';
import {
  COLUMNS,
  flip,
  openedByForce,
  otherValue,
  signedBySomebody,
  tamper,
  type HeadJson,
} from '../test/support/tampering.js';
import { verifyExport } from '../test/support/verifier.js';

/**
 * A log of 100,000 events takes half a second to verify, so not each of the places is looked for from the first
 * event on. `WHOLE` of them are; the others from a head that the whole log, when it was intact, had somewhat
 * before them. That is as strong: what a verifier carries from one event to the next is nothing but that head,
 * and what lies before it is as it was.
 */
const EVENTS = 100_000;
/** Of whom the log tells first. */
const PEOPLE = 2500;
const FLIPS = rounds(100);
const WHOLE = 2;
/** How far before a place it is looked for, at most. */
const STEP = 1000;

const files = temporaryFolder();
const database = join(files.path, 'gatehouse.db');
const exported = join(files.path, 'export.ndjson');
let server: RunningGatehouse;
let owner: Person;
let log: Database.Database;
let store: Log;
let head: HeadJson;
/** The end of each line of the export. */
let ends: readonly number[];

beforeAll(async () => {
  const settings = { GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' };
  server = await startGatehouse(`sqlite:${database}`, settings);
  owner = await ownerOf(server);
  await server.stop();
  // People have come in through each other's invites, four events each; the rest is quickly written.
  await growLog(`sqlite:${database}`, owner.userId as UserId, PEOPLE, (number) => number >> 2);
  await lengthen(`sqlite:${database}`, (EVENTS - 4 * PEOPLE) / 1000);
  server = await startGatehouse(`sqlite:${database}`, settings);
  owner.url = server.url;
  head = (await owner.call('GET', '/audit/head')).body as unknown as HeadJson;
  await exportTo(exported, owner);
  ends = endsOfLines(readFileSync(exported));
  log = openedByForce(database);
  store = await openLog(`sqlite:${database}`);
});
afterAll(async () => {
  log.close();
  await store.close();
  await server.stop();
  files.remove();
});

function endsOfLines(bytes: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) found.push(at + 1);
  return found;
}

function sampled<Value>(arbitrary: fc.Arbitrary<Value>, count: number): readonly Value[] {
  return fc.sample(arbitrary, { numRuns: count, seed: SEED });
}

/** Where the search for a position begins: behind this one. */
const checkpointOf = (position: number): number => position - 1 - ((position - 1) % STEP);

async function verified(): Promise<{ ok: boolean; first_bad_position: number | null }> {
  const { status, body } = await owner.call('GET', '/audit/verify');
  expect(status).toBe(200);
  return body as unknown as { ok: boolean; first_bad_position: number | null };
}

/** What the chain says from behind a position, where the head is known. */
async function verifiedFrom(position: number): Promise<number | null> {
  const [before] = position === 0 ? [] : await store.readStored(position - 1, 1);
  const from: Head | undefined = before && { position, hash: before.hash };
  return (await verifyChain(store, undefined, from)).firstBadPosition;
}

/** The lines of the export behind a position up to another, and a head for where they begin. */
function partOfExport(from: number, to: number): readonly [file: string, ...options: string[]] {
  const start = from === 0 ? 0 : (ends[from - 1] ?? 0);
  const part = join(files.path, 'part.ndjson');
  writeFileSync(part, bytesOf(start, (ends[to - 1] ?? 0) - start));
  if (from === 0) return [part];
  const { hash } = lineAt(from) as unknown as { readonly hash: string };
  const pinned = join(files.path, 'before.json');
  writeFileSync(pinned, JSON.stringify(signedBySomebody(from, hash)));
  return [part, '--head', pinned];
}

function bytesOf(start: number, length: number): Buffer {
  const file = openSync(exported, 'r');
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, start);
  closeSync(file);
  return bytes;
}

function lineAt(position: number): Readonly<Record<string, unknown>> {
  const start = position === 1 ? 0 : (ends[position - 2] ?? 0);
  const text = bytesOf(start, (ends[position - 1] ?? 0) - start).toString();
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** Flips a bit of the export in its place, looks, and flips it back. */
async function withFlippedBit<Result>(
  at: number,
  bit: number,
  look: () => Promise<Result>,
): Promise<Result> {
  const file = openSync(exported, 'r+');
  const [byte = 0] = bytesOf(at, 1);
  writeSync(file, Buffer.of(byte ^ (1 << bit)), 0, 1, at);
  try {
    return await look();
  } finally {
    writeSync(file, Buffer.of(byte), 0, 1, at);
    closeSync(file);
  }
}

describe(`a log of ${EVENTS} events`, () => {
  it('is intact, to the server and to whoever looks without it', async () => {
    expect(head.position).toBeGreaterThanOrEqual(EVENTS);
    expect(ends).toHaveLength(head.position);
    expect(await verified()).toMatchObject({ ok: true, checked: head.position });
    const { position, hash } = head;
    const pinned = join(files.path, 'head.json');
    writeFileSync(pinned, JSON.stringify(head));
    const verdict = await verifyExport(exported, '--head', pinned, '--key', head.public_key);
    expect(verdict).toMatchObject({ code: 0, checked: position, head: { position, hash } });
  });

  it(`names the event of each of ${FLIPS} bytes that were flipped in the database`, async () => {
    const place = fc.record({
      position: fc.integer({ min: 1, max: head.position }),
      column: fc.constantFrom(...COLUMNS),
      at: fc.nat(1000),
    });
    const flipped = progressOf(FLIPS, 'flips in the database');
    for (const [index, { position, column, at }] of sampled(place, FLIPS).entries()) {
      flipped(index);
      const putBack = tamper(log, position, column, flip(at, column));
      const bad =
        index < WHOLE
          ? (await verified()).first_bad_position
          : await verifiedFrom(checkpointOf(position));
      putBack();
      expect({ seed: SEED, position, column, at, bad }).toEqual({
        ...{ seed: SEED, position, column, at, bad: position },
      });
    }
    expect(await verified()).toMatchObject({ ok: true });
  });

  it('names the event whichever of its fields was changed in the database', async () => {
    const [position = 1] = sampled(fc.integer({ min: 1, max: head.position }), 1);
    for (const column of COLUMNS) {
      const putBack = tamper(log, position, column, flip(0, column));
      const bad = await verifiedFrom(checkpointOf(position));
      putBack();
      expect({ seed: SEED, column, bad }).toEqual({
        ...{ seed: SEED, column, bad: position },
      });
    }
    const move = log.prepare('UPDATE events SET position = ? WHERE position = ?');
    move.run(position + 1_000_000, position);
    const found = await verified();
    move.run(position, position + 1_000_000);
    expect({ seed: SEED, bad: found.first_bad_position }).toEqual({ seed: SEED, bad: position });
  });

  it(`names the line of each of ${FLIPS} bytes that were flipped in an export`, async () => {
    const place = fc.record({ at: fc.nat((ends.at(-1) ?? 1) - 1), bit: fc.nat(7) });
    const flipped = progressOf(FLIPS, 'flips in an export');
    for (const [index, { at, bit }] of sampled(place, FLIPS).entries()) {
      flipped(index);
      const position = ends.findIndex((end) => at < end) + 1;
      const { code, first_bad_position } = await withFlippedBit(at, bit, () =>
        index < WHOLE
          ? verifyExport(exported)
          : // One line more: the flipped byte may be the end of a line.
            verifyExport(
              // And a line before: where a part begins is known by its first line only.
              ...partOfExport(
                checkpointOf(Math.max(1, position - 1)),
                Math.min(position + 1, head.position),
              ),
            ),
      );
      expect({ seed: SEED, at, bit, code, first_bad_position }).toEqual({
        ...{ seed: SEED, at, bit, code: 1, first_bad_position: position },
      });
    }
    figure(
      `${count(FLIPS)} flips in ${count(head.position)} events and as many in an export, each named`,
    );
  });

  it('names the line whichever of its fields was changed in an export', async () => {
    const [position = 1] = sampled(fc.integer({ min: 1, max: head.position }), 1);
    const line = lineAt(position);
    const [part, ...options] = partOfExport(checkpointOf(Math.max(1, position - 1)), position);
    const before = readFileSync(part).subarray(0, -Buffer.byteLength(`${JSON.stringify(line)}\n`));
    for (const [field, value] of Object.entries(line)) {
      const changed = `${JSON.stringify({ ...line, [field]: otherValue(value) })}\n`;
      writeFileSync(part, Buffer.concat([before, Buffer.from(changed)]));
      const { code, first_bad_position } = await verifyExport(part, ...options);
      expect({ seed: SEED, field, code, first_bad_position }).toEqual({
        ...{ seed: SEED, field, code: 1, first_bad_position: position },
      });
    }
  });

  // The last: the log is another one from here on.
  it('shows by the head that was pinned that its tail was written anew, hashes and all', async () => {
    const [from = 1] = sampled(fc.integer({ min: 1, max: head.position }), 1);
    rewriteFrom(from);
    // Nothing in the log itself says so.
    expect(await verified()).toMatchObject({ ok: true, checked: head.position });
    const rewritten = join(files.path, 'rewritten.ndjson');
    await exportTo(rewritten, owner);
    expect(await verifyExport(rewritten)).toMatchObject({ code: 0 });
    const pinned = join(files.path, 'head.json');
    writeFileSync(pinned, JSON.stringify(head));
    expect(await verifyExport(rewritten, '--head', pinned)).toMatchObject({
      code: 1,
      first_bad_position: head.position,
      why: expect.stringContaining('rewritten'),
    });
  });
});

/** Gives an event another actor, and all from there on the hashes that belong to that. */
function rewriteFrom(from: number): void {
  const select = `SELECT ${EVENT_COLUMNS} FROM events WHERE position >= ? ORDER BY position`;
  const events = log.prepare(select).all(from - 1) as StoredEvent[];
  const write = log.prepare('UPDATE events SET actor = ?, hash = ? WHERE position = ?');
  let previous = from === 1 ? Buffer.alloc(32) : (events.shift()?.hash ?? Buffer.alloc(0));
  log.transaction(() => {
    for (const event of events) {
      const actor = event.position === from ? '0'.repeat(32) : event.actor;
      previous = chainHash(previous, { ...event, actor });
      write.run(actor, previous, event.position);
    }
  })();
}
