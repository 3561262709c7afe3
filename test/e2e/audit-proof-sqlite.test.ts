import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import type { ExportLine } from '../../src/audit/export-line.js';
import { chainHash, GENESIS_HASH, type StoredEvent } from '../../src/event-store/hash-chain.js';
import { EVENT_COLUMNS } from '../../src/event-store/log-queries.js';
import { Community } from '../support/community.js';
import { concurrently, times } from '../support/concurrently.js';
import { memberBy, ownerOf, type Person } from '../support/person.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../support/process.js';
import {
  COLUMNS,
  flip,
  otherValue,
  signedBySomebody,
  tampered,
  type HeadJson,
} from '../support/tampering.js';
import { verifyExport, verifyExportHere } from '../support/verifier.js';

const PEOPLE = 600;
const FLIPS = 20;

const files = temporaryFolder();
let server: RunningGatehouse;
let database: string;
let owner: Person;
let auditor: Person;
/** An invite that works. */
let code: string;
/** The whole log as it was exported by the owner. */
let exported: string;
let lines: readonly string[];

beforeAll(async () => {
  database = join(files.path, 'gatehouse.db');
  server = await startGatehouse(`sqlite:${database}`, { GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  owner = await ownerOf(server);
  code = await owner.invite({ label: 'Tür 🚪' });
  const newcomers = await concurrently(8, times(PEOPLE), () => memberBy(server.url, code));
  const [first] = newcomers;
  if (!first) throw new Error('Nobody came.');
  auditor = first;
  const role = { name: 'Auditors', position: 5, permissions: 1 << 12 };
  const { body } = await owner.call('POST', '/roles', { body: role });
  await owner.call('PUT', `/members/${auditor.pubkey}/roles/${body.id}`);
  await owner.call('POST', `/members/${newcomers[1]?.pubkey ?? ''}/kick`, {
    body: { reason: 'Grob: "übel"' },
  });
  exported = (await download(owner, 0)).text;
  lines = exported.split('\n').slice(0, -1);
});
afterAll(async () => {
  await server.stop();
  files.remove();
});

interface Download {
  readonly status: number;
  readonly until: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** Downloads an export; with a limit, breaks off as soon as so many bytes have come. */
function download(person: Person, after: number, limit = Infinity): Promise<Download> {
  const url = `${person.url}/api/v1/audit/export?after=${after}`;
  return new Promise((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${person.token}` } }, (response) => {
      const chunks: Buffer[] = [];
      let received = 0;
      const done = () =>
        resolve({
          status: response.statusCode ?? 0,
          until: Number(response.headers['gatehouse-export-until']),
          type: response.headers['content-type'],
          text: Buffer.concat(chunks).toString(),
        });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        if (received >= limit) {
          response.destroy();
          done();
        }
      });
      response.on('end', done);
      response.on('error', (error) => (received >= limit ? undefined : reject(error)));
    }).on('error', reject);
  });
}

async function headOf(person: Person): Promise<HeadJson> {
  const { status, body } = await person.call('GET', '/audit/head');
  expect(status).toBe(200);
  return body as unknown as HeadJson;
}

let written = 0;

function fileWith(content: string | Buffer): string {
  const path = join(files.path, `export-${written++}`);
  writeFileSync(path, content);
  return path;
}

const pinned = (head: HeadJson) => ['--head', fileWith(JSON.stringify(head))] as const;

describe('an export', () => {
  it('is the whole log, as it is stored', async () => {
    const { status, type, until } = await download(owner, 0);
    expect({ status, type }).toEqual({ status: 200, type: 'application/x-ndjson' });
    expect(lines).toHaveLength(until);
    let previous = GENESIS_HASH;
    for (const stored of storedEvents(database)) {
      const line = JSON.parse(lines[stored.position - 1] ?? '') as Record<string, unknown>;
      expect(line).toEqual({
        position: stored.position,
        id: stored.id,
        stream: stored.stream,
        version: stored.version,
        type: stored.type,
        schema_version: stored.schemaVersion,
        actor: stored.actor,
        at: stored.at,
        correlation_id: stored.correlationId,
        causation_id: stored.causationId,
        reason: stored.reason,
        data: stored.data,
        prev_hash: previous.toString('hex'),
        hash: stored.hash.toString('hex'),
      });
      previous = stored.hash;
    }
  });

  it('says nothing personal: names and keys of people are sealed', () => {
    expect(exported).not.toContain(owner.pubkey);
    expect(exported).not.toContain('übel');
  });

  it('that was interrupted anywhere goes on to the very same bytes', async () => {
    for (const limit of [1, 70_000, 150_000]) {
      const { text } = await download(owner, 0, limit);
      expect(text.length).toBeLessThan(exported.length);
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      const last =
        whole === '' ? 0 : (JSON.parse(whole.split('\n').at(-2) ?? '') as StoredEvent).position;
      expect(whole + (await download(owner, last)).text).toBe(exported);
    }
    expect((await download(owner, lines.length)).text).toBe('');
    expect(await download(owner, lines.length + 1)).toMatchObject({
      status: 400,
      text: expect.stringContaining(`after must be at most ${lines.length}`),
    });
  });

  it('is intact to whoever verifies it without us, up to a head that they pinned', async () => {
    const head = await headOf(owner);
    expect(await verifyExport(fileWith(exported), ...pinned(head))).toMatchObject({
      code: 0,
      ok: true,
      checked: lines.length,
      head: { position: head.position, hash: head.hash },
      pinned_up_to: lines.length,
      masked: 0,
    });
    expect(head.position).toBe(lines.length);
  });

  it('that goes on behind what was pinned is told to be signed only so far', async () => {
    const file = fileWith(exported);
    const middle = lines.length >> 1;
    const { position, hash } = JSON.parse(lines[middle - 1] ?? '') as HeadJson;
    const head = pinned(signedBySomebody(position, hash));
    expect(await verifyExportHere(file, ...head)).toMatchObject({ ok: true, pinned_up_to: middle });
    expect(await verifyExportHere(file)).toMatchObject({ ok: true, pinned_up_to: 0 });
  });

  it('has no reason where there is none: an empty one would be of the same record', async () => {
    const at = lines.findIndex((line) => line.includes('"reason":null'));
    const text = (lines[at] ?? '').replace('"reason":null', '"reason":""');
    const changed = lines.with(at, text).map((line) => `${line}\n`);
    expect(await verifyExportHere(fileWith(changed.join('')))).toMatchObject({
      code: 1,
      first_bad_position: at + 1,
    });
  });

  it('in part is intact as far as it goes, and wholly with the head before it', async () => {
    const middle = lines.length >> 1;
    const part = fileWith((await download(owner, middle)).text);
    expect(await verifyExport(part)).toMatchObject({ code: 3, ok: true });
    const before = JSON.parse(lines[middle - 1] ?? '') as HeadJson;
    const head = signedBySomebody(before.position, before.hash);
    expect(await verifyExportHere(part, ...pinned(head))).toMatchObject({ code: 0, ok: true });
  });

  it('for whoever may not see the codes that work says which lines are masked, and no code', async () => {
    const { text } = await download(auditor, 0);
    expect(text).not.toContain(code);
    const verdict = await verifyExportHere(fileWith(text), ...pinned(await headOf(auditor)));
    // One creation, and two events for each who came.
    expect(verdict).toMatchObject({ code: 3, ok: true, masked: 1 + 2 * PEOPLE });
  });

  it('lets nobody find such a code by trying: the hash of its line says nothing of it', async () => {
    const { text } = await download(auditor, 0);
    const masked = linesIn(text).filter((line) => line.masked);
    const mask = `~${masked[0]?.position ?? 0}`;
    const answersTo = (tried: string, line: ExportLine, id = line.id) =>
      chainHash(Buffer.from(line.prev_hash, 'hex'), {
        ...line,
        id,
        schemaVersion: line.schema_version,
        correlationId: line.correlation_id,
        causationId: line.causation_id,
        stream: line.stream.replace(mask, tried),
        data: (line.data ?? '').replaceAll(mask, tried),
      }).toString('hex') === line.hash;
    const ids = linesIn(exported).map(({ id }) => id);
    for (const line of masked) {
      expect(answersTo(code, line)).toBe(false);
      // All but the id is there.
      expect(answersTo(code, line, ids[line.position - 1])).toBe(true);
    }
    const found = await auditor.call('GET', `/audit/events?limit=1000&invite=${mask}`);
    const answer = JSON.stringify(found.body);
    expect(answer).toContain(masked[0]?.hash);
    for (const { position } of masked) {
      expect(text).not.toContain(ids[position - 1]);
      expect(answer).not.toContain(ids[position - 1]);
    }
  });
});

function linesIn(text: string): readonly ExportLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ExportLine);
}

function storedEvents(path: string): readonly StoredEvent[] {
  const log = new Database(path, { readonly: true });
  const events = log.prepare(`SELECT ${EVENT_COLUMNS} FROM events ORDER BY position`).all();
  log.close();
  return events as StoredEvent[];
}

describe('a head', () => {
  it('is signed by the same key after a restart, which nobody else may read', async () => {
    const before = await headOf(owner);
    const keyFile = `${database}.signing-key`;
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const pem = readFileSync(keyFile, 'utf8');
    await server.stop();
    server = await startGatehouse(`sqlite:${database}`, { GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
    owner.url = server.url;
    auditor.url = server.url;
    expect((await headOf(owner)).public_key).toBe(before.public_key);
    expect(readFileSync(keyFile, 'utf8')).toBe(pem);
  });

  it('is worth nothing with another position, hash, time, key or signature', async () => {
    const file = fileWith(exported);
    const head = await headOf(owner);
    const other = signedBySomebody(head.position, head.hash);
    const forgeries: readonly Partial<HeadJson>[] = [
      { position: head.position - 1 },
      { hash: '0'.repeat(64) },
      { at: '2026-11-22T10:00:00.000Z' },
      { public_key: other.public_key },
      { public_key: '' },
      { signature: other.signature },
      { signature: '' },
    ];
    for (const forgery of forgeries) {
      const verdict = await verifyExportHere(file, ...pinned({ ...head, ...forgery }));
      expect([forgery, verdict.code]).toEqual([forgery, 1]);
      expect(verdict.why).toContain('signature');
    }
    const key = ['--key', head.public_key] as const;
    expect((await verifyExportHere(file, ...pinned(head), ...key)).code).toBe(0);
    const stranger = await verifyExportHere(file, ...pinned(other), ...key);
    expect(stranger).toMatchObject({ code: 1, why: expect.stringContaining('another key') });
  });

  it('of another community is told from this one', async () => {
    const other = await Community.open();
    try {
      const head = await headOf(other.owner);
      expect(await verifyExportHere(fileWith(exported), ...pinned(head))).toMatchObject({
        code: 1,
        first_bad_position: head.position,
        why: expect.stringContaining('another community'),
        advice: expect.stringContaining('public_key'),
      });
      const theirs = (await download(other.owner, 0)).text;
      // One line of theirs among ours, and their beginning before our end.
      const foreign = theirs.split('\n').slice(0, -1);
      const last = foreign.length;
      const text = (changed: readonly string[]) => fileWith(`${changed.join('\n')}\n`);
      expect(await verifyExportHere(text(lines.with(2, foreign[2] ?? '')))).toMatchObject({
        code: 1,
        first_bad_position: 3,
      });
      expect(await verifyExportHere(text([...foreign, ...lines.slice(last)]))).toMatchObject({
        code: 1,
        first_bad_position: last + 1,
        why: expect.stringContaining('prev_hash'),
      });
      // A head that is further than the file: of another community, or the file is cut short.
      expect(
        await verifyExportHere(fileWith(theirs), ...pinned(await headOf(owner))),
      ).toMatchObject({
        code: 1,
        first_bad_position: last + 1,
        why: expect.stringContaining('another community'),
      });
    } finally {
      await other.close();
    }
  });
});

describe('an export that was tampered with', () => {
  it(`shows each of ${FLIPS} flipped bytes, and names the line`, async () => {
    const bytes = Buffer.from(exported);
    const places = fc.sample(fc.record({ at: fc.nat(bytes.length - 1), bit: fc.nat(7) }), FLIPS);
    await concurrently(4, places, async ({ at, bit }) => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << bit);
      const position = bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;
      const { code, first_bad_position } = await verifyExportHere(fileWith(copy));
      expect({ at, bit, code, first_bad_position }).toEqual({
        ...{ at, bit, code: 1, first_bad_position: position },
      });
    });
  });

  it('shows a change of any field of one event', async () => {
    const index = lines.findIndex((line) => line.includes('"MemberKicked"'));
    const line = JSON.parse(lines[index] ?? '') as Record<string, unknown>;
    for (const [field, value] of Object.entries(line)) {
      const changed = otherValue(value);
      const edited = lines.with(index, JSON.stringify({ ...line, [field]: changed }));
      const verdict = await verifyExportHere(fileWith(`${edited.join('\n')}\n`));
      expect({ field, ...verdict }).toMatchObject({
        field,
        code: 1,
        first_bad_position: index + 1,
      });
    }
  });

  it('shows lines that are swapped, doubled, left out or cut off', async () => {
    const text = (changed: readonly string[]) => fileWith(`${changed.join('\n')}\n`);
    const [a = '', b = ''] = [lines[99], lines[100]];
    expect(await verifyExportHere(text(lines.with(99, b).with(100, a)))).toMatchObject({
      code: 1,
      first_bad_position: 100,
    });
    expect(await verifyExportHere(text(lines.toSpliced(100, 0, a)))).toMatchObject({
      code: 1,
      first_bad_position: 101,
      advice: expect.stringContaining('in the order of positions'),
    });
    expect(await verifyExportHere(text(lines.toSpliced(99, 1)))).toMatchObject({
      code: 1,
      first_bad_position: 100,
    });
    expect(await verifyExportHere(fileWith(exported.slice(0, -10)))).toMatchObject({
      code: 1,
      first_bad_position: lines.length,
      advice: expect.stringContaining('?after='),
    });
    // Cut at the end of a line, only a head can tell.
    const short = text(lines.slice(0, -5));
    expect((await verifyExportHere(short)).code).toBe(0);
    expect(await verifyExportHere(short, ...pinned(await headOf(owner)))).toMatchObject({
      code: 1,
      first_bad_position: lines.length - 4,
      why: expect.stringContaining('cut short'),
    });
  });

  it('shows a tail that was written anew with all its hashes, by a head that was pinned', async () => {
    const head = await headOf(owner);
    const rewritten = rewrittenFrom(lines, 500, (line) => ({
      ...line,
      data: line.data.replace(/"joined":true/, '"joined":false'),
    }));
    const file = fileWith(rewritten);
    expect((await verifyExportHere(file)).code).toBe(0);
    expect(await verifyExportHere(file, ...pinned(head))).toMatchObject({
      code: 1,
      first_bad_position: head.position,
      why: expect.stringContaining('rewritten'),
    });
  });

  it('is not taken for one when it is something else', async () => {
    for (const content of ['{}\n', '[]\n', 'null\n', '\n', 'x\n', '\ufeff' + exported]) {
      expect([content.slice(0, 10), (await verifyExportHere(fileWith(content))).code]).toEqual([
        content.slice(0, 10),
        1,
      ]);
    }
    expect((await verifyExportHere(fileWith(''))).code).toBe(2);
    expect((await verifyExportHere(join(files.path, 'nowhere'))).code).toBe(2);
    expect((await verifyExportHere(files.path)).code).toBe(2);
    const noHead = await verifyExportHere(fileWith(exported), '--head', fileWith('{"position":1}'));
    expect(noHead).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a head') });
  });
});

interface LineJson {
  readonly position: number;
  readonly data: string;
  readonly prev_hash: string;
  readonly hash: string;
  readonly [field: string]: unknown;
}

/** An export with a change from a position on, and with the hashes that belong to it. */
function rewrittenFrom(
  original: readonly string[],
  position: number,
  change: (line: LineJson) => LineJson,
): string {
  let previous = '';
  const changed = original.map((text) => {
    const line = JSON.parse(text) as LineJson;
    const edited = line.position < position ? line : change(line);
    const event = { ...edited, prev_hash: previous === '' ? line.prev_hash : previous };
    previous = hashOfLine(event);
    return JSON.stringify({ ...event, hash: previous });
  });
  return `${changed.join('\n')}\n`;
}

function hashOfLine(line: LineJson): string {
  const stored = {
    ...(line as unknown as StoredEvent),
    schemaVersion: line.schema_version as number,
    correlationId: line.correlation_id as string,
    causationId: line.causation_id as string | null,
  };
  return chainHash(Buffer.from(line.prev_hash, 'hex'), stored).toString('hex');
}

interface Verification {
  readonly ok: boolean;
  readonly checked: number;
  readonly head: { readonly position: number; readonly hash: string };
  readonly first_bad_position: number | null;
}

async function verified(): Promise<Verification> {
  const { status, body } = await owner.call('GET', '/audit/verify');
  expect(status).toBe(200);
  return body as unknown as Verification;
}

describe('the log itself, tampered with', () => {
  it('verifies as long as nobody did', async () => {
    const { position, hash } = await headOf(owner);
    expect(await verified()).toEqual({
      ok: true,
      checked: position,
      head: { position, hash },
      first_bad_position: null,
    });
  });

  it('answers many who ask at once', async () => {
    const answers = await Promise.all(times(10).map(() => verified()));
    expect(answers.every(({ ok }) => ok)).toBe(true);
  });

  it.each(COLUMNS)('names the event when one byte of %s was flipped', async (column) => {
    const positions = [1, 700, lines.length];
    for (const position of positions) {
      const found = await tampered(database, position, column, flip(0, column), verified);
      expect({ position, ...found }).toMatchObject({
        ...{ position, ok: false, checked: position - 1, first_bad_position: position },
      });
    }
    // To whoever has an export only, in one of these places: another one with each column.
    const position = positions[COLUMNS.indexOf(column) % positions.length] ?? 1;
    const text = await tampered(database, position, column, flip(0, column), async () => {
      return (await download(owner, 0)).text;
    });
    expect({ position, ...(await verifyExportHere(fileWith(text))) }).toMatchObject({
      ...{ position, code: 1, first_bad_position: position },
    });
  });

  it('names the gap where an event was taken out, or put elsewhere', async () => {
    const log = new Database(database);
    log.exec('DROP TRIGGER IF EXISTS events_refuse_update');
    const move = log.prepare('UPDATE events SET position = ? WHERE position = ?');
    try {
      for (const position of [1, 700, lines.length - 1]) {
        move.run(position + 1_000_000, position);
        const found = await verified();
        move.run(position, position + 1_000_000);
        expect(found).toMatchObject({ ok: false, first_bad_position: position });
      }
    } finally {
      log.close();
    }
  });

  it(`names the event in ${FLIPS} random places`, async () => {
    const places = fc.sample(
      fc.record({
        position: fc.integer({ min: 1, max: lines.length }),
        column: fc.constantFrom(...COLUMNS),
        at: fc.nat(1000),
      }),
      FLIPS,
    );
    for (const { position, column, at } of places) {
      const found = await tampered(database, position, column, flip(at, column), verified);
      expect({ position, column, at, bad: found.first_bad_position }).toEqual({
        ...{ position, column, at, bad: position },
      });
    }
  });

  it('still shows what is in it', async () => {
    const broken = () => Buffer.from('{"code":');
    const page = await tampered(database, 700, 'data', broken, () =>
      owner.call('GET', '/audit/events?after=698&limit=3'),
    );
    expect(page.status).toBe(200);
    const { events } = page.body as unknown as { events: readonly { data: unknown }[] };
    expect(events.map(({ data }) => data === null)).toEqual([false, true, false]);
  });

  it('verifies again when everything is as it was', async () => {
    expect(await verified()).toMatchObject({ ok: true, first_bad_position: null });
  });
});
