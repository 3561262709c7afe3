import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginExport } from '../test/support/download.js';
import { times } from '../test/support/concurrently.js';
import { lengthen } from '../test/support/log.js';
import { memberBy, ownerOf, type Person } from '../test/support/person.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';

const THOUSANDS = Math.ceil(rounds(200_000) / 1000);
const MB = 1024 * 1024;
/**
 * What one export may add to the memory of the server, whatever the length of the log: 200,000 events are some
 * 110 MB as NDJSON. It is 10 MB on a quiet machine, nearly all of it room for short-lived objects.
 */
const ONE = 40 * MB;
/** And what a hundred may at once, whose clients have all stopped reading. */
const MANY = 100 * MB;
const READERS = 100;

const files = temporaryFolder();
const database = `sqlite:${join(files.path, 'gatehouse.db')}`;
let server: RunningGatehouse;
let owner: Person;
/** A member who may see the log, but not the codes that work: every line is looked through. */
let auditor: Person;

beforeAll(async () => {
  const settings = { GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' };
  server = await startGatehouse(database, settings);
  owner = await ownerOf(server);
  auditor = await memberBy(server.url, await owner.invite());
  const role = { name: 'Auditors', position: 5, permissions: 1 << 12 };
  const { body } = await owner.call('POST', '/roles', { body: role });
  await owner.call('PUT', `/members/${auditor.pubkey}/roles/${body.id}`);
  await server.stop();
  await lengthen(database, THOUSANDS);
  server = await startGatehouse(database, settings);
  owner.url = server.url;
  auditor.url = server.url;
});
afterAll(async () => {
  await server.stop();
  files.remove();
});

/** A line of `/proc/<pid>/status` of the server, in bytes; these are there on Linux only. */
function memory(what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${server.process.pid ?? 0}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** How far the server's memory rises above what it is now, while `work` goes on. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = memory('VmRSS');
  // The kernel's own mark of the highest, from now on: nothing falls between two looks.
  writeFileSync(`/proc/${server.process.pid ?? 0}/clear_refs`, '5');
  await work();
  return memory('VmHWM') - before;
}

interface Received {
  /** SHA-256 of all bytes. */
  readonly digest: string;
  readonly bytes: number;
  /** How many whole lines there were. */
  readonly lines: number;
  /** What stands behind the last line feed. */
  readonly rest: number;
}

/** Reads an export, up to so many bytes; goes on with `hash`, which whole lines only are taken into. */
async function read(
  person: Person,
  after = 0,
  limit = Infinity,
  hash = createHash('sha256'),
): Promise<Received> {
  const response = await beginExport(person, after);
  expect(response.statusCode).toBe(200);
  let bytes = 0;
  let lines = 0;
  let rest = Buffer.alloc(0);
  const exported = progressOf(THOUSANDS * 1000, 'events exported');
  const counting = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const part = chunk.subarray(0, Math.max(0, limit - bytes));
      bytes += part.length;
      const pending = Buffer.concat([rest, part]);
      const whole = pending.subarray(0, pending.lastIndexOf(10) + 1);
      hash.update(whole);
      for (let at = whole.indexOf(10); at >= 0; at = whole.indexOf(10, at + 1)) lines++;
      rest = Buffer.from(pending.subarray(whole.length));
      exported(after + lines);
      if (bytes >= limit) response.destroy();
      done();
    },
  });
  await pipeline(response, counting).catch((error: unknown) => {
    if (bytes < limit) throw error;
  });
  return { digest: hash.copy().digest('hex'), bytes, lines, rest: rest.length };
}

const onLinux = (name: string, tests: () => void): void => {
  if (process.platform === 'linux') describe(name, tests);
  else describe.skip(`${name} (skipped: memory is told on Linux only)`, tests);
};

onLinux(`the server's memory, while ${THOUSANDS},000 events are exported`, () => {
  it('stays as it was, whether lines are masked or not', async () => {
    for (const person of [owner, auditor]) {
      const growth = await growthDuring(async () => {
        expect((await read(person)).lines).toBeGreaterThan(THOUSANDS * 1000);
      });
      expect(growth).toBeLessThan(ONE);
      figure(
        `${Math.round(growth / MB)} MB more for one export of ${count(THOUSANDS * 1000)} events`,
      );
    }
  });

  it(`does not pile up what ${READERS} do not read`, async () => {
    const growth = await growthDuring(async () => {
      const stalled = await Promise.all(times(READERS).map(() => beginExport(owner)));
      // While all of them stand still, another reads all of it.
      expect((await read(owner)).lines).toBeGreaterThan(THOUSANDS * 1000);
      for (const response of stalled) response.destroy();
      for (const response of stalled) if (!response.closed) await once(response, 'close');
    });
    expect(growth).toBeLessThan(MANY);
    figure(`${Math.round(growth / MB)} MB more for ${READERS} that do not read`);
  });
});

describe('an export that is cut in the middle of a line', () => {
  it('goes on behind its last whole line to the same bytes', async () => {
    const whole = await read(owner);
    const parts = [0.000001, 0.6];
    for (const part of parts) {
      const limit = Math.ceil(whole.bytes * part);
      let hash = createHash('sha256');
      let first = await read(owner, 0, limit, hash);
      // Should a line end just there, none does a byte before.
      if (first.rest === 0) first = await read(owner, 0, limit - 1, (hash = createHash('sha256')));
      expect(first.rest).toBeGreaterThan(0);
      const second = await read(owner, first.lines, Infinity, hash);
      expect(second.digest).toBe(whole.digest);
      expect(first.bytes - first.rest + second.bytes).toBe(whole.bytes);
    }
    figure(`the same ${count(whole.bytes)} bytes after each of ${parts.length} cuts`);
  });
});
