import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointIn, type Checkpoint } from '../../src/transparency/checkpoint.js';
import { leafHash } from '../../src/transparency/merkle.js';
import { provesConsistency, provesInclusion } from '../../src/transparency/merkle-proofs.js';
import {
  COSIGNATURE,
  isSignedBy,
  keyInVerifierKey,
  NOTE_SIGNATURE,
  noteIn,
  verifierKey,
} from '../../src/transparency/signed-note.js';
import { offerIn } from '../../src/transparency/checkpoint-offer.js';
import { pathOf, TILE_WIDTH, type Tile } from '../../src/transparency/tile-path.js';
import { bits } from '../support/community.js';
import { gatehouse, gatehouseJson } from '../support/command-line.js';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { newKey, rootOf } from '../support/made-up-log.js';
import { memberBy, ownerOf, type Person } from '../support/person.js';
import { tablesOf } from '../support/tables.js';
import { until } from '../support/until.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../support/process.js';
import { verifier } from '../support/verifier.js';

/** Each joins with three events: a full tile, and some more. */
const PEOPLE = 90;
const PUBLIC_URL = 'https://gate.example:8443/harbour';

const database = await newDatabase();
let server: RunningGatehouse;
/** Where it is, also after a restart. */
let url: string;
let owner: Person;
let member: Person;
let auditor: Person;
/** An invite that works. */
let code: string;

beforeAll(async () => {
  server = await startGatehouse(database.url, { GATEHOUSE_PUBLIC_URL: PUBLIC_URL });
  ({ url } = server);
  owner = await ownerOf(server);
  code = await owner.invite();
  const people = await concurrently(8, times(PEOPLE), () => memberBy(url, code));
  [member, auditor] = [people[0] ?? owner, people[1] ?? owner];
  const body = { name: 'Auditors', position: 5, permissions: bits('view_audit_log') };
  const role = await owner.call('POST', '/roles', { body });
  await owner.call('PUT', `/members/${auditor.pubkey}/roles/${role.body.id}`);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const get = (path: string, token?: string) =>
  fetch(url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

async function checkpoint(text?: string): Promise<Checkpoint & { readonly text: string }> {
  const note = text ?? (await (await get('/log/checkpoint')).text());
  const found = checkpointIn(noteIn(note)?.text ?? '');
  if (!found) throw new Error(`No checkpoint: ${note}`);
  return { ...found, text: note };
}

async function tile(wanted: Tile): Promise<Buffer> {
  const response = await get(`/log/tile/${pathOf(wanted)}`);
  expect([pathOf(wanted), response.status]).toEqual([pathOf(wanted), 200]);
  return Buffer.from(await response.arrayBuffer());
}

/** All entries of a tree, by tiles, as any client of such a log fetches them. */
async function entriesOf(size: number): Promise<readonly Buffer[]> {
  const entries: Buffer[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const bytes = await tile({ level: 'entries', index, width });
    for (let at = 0; at < bytes.length; at += 34) {
      expect(bytes.readUInt16BE(at)).toBe(32);
      entries.push(bytes.subarray(at + 2, at + 34));
    }
  }
  expect(entries).toHaveLength(size);
  return entries;
}

describe('the transparency log', () => {
  it('is for anybody: a signed checkpoint, over the hashes of the log in tiles', async () => {
    const { origin, size, root, text } = await checkpoint();
    expect(origin).toMatch(/^gate\.example:8443\/gatehouse\/[0-9a-f]{32}$/);
    const { body: head } = await owner.call('GET', '/audit/head');
    expect(size).toBe(head.position);
    const { public_key } = head as unknown as { readonly public_key: string };
    const publicKey = Buffer.from(public_key, 'base64');
    const note = noteIn(text);
    expect(note && isSignedBy(note, { name: origin, type: NOTE_SIGNATURE, publicKey })).toBe(true);
    const entries = await entriesOf(size);
    expect(rootOf(entries.map(leafHash))).toEqual(root);
    const leaves = entries.map(leafHash);
    expect(await tile({ level: 0, index: 0, width: TILE_WIDTH })).toEqual(
      Buffer.concat(leaves.slice(0, TILE_WIDTH)),
    );
    expect(await tile({ level: 1, index: 0, width: 1 })).toEqual(
      rootOf(leaves.slice(0, TILE_WIDTH)),
    );
    const { body } = await owner.call('GET', '/audit/events?limit=1000');
    const { events } = body as unknown as { readonly events: readonly { readonly hash: string }[] };
    expect(entries.map((entry) => entry.toString('hex'))).toEqual(
      events.slice(0, size).map((event) => event.hash),
    );
  });

  it('may be kept by others: tiles for ever, checkpoints for a moment, refusals not at all', async () => {
    const cache = async (path: string) => (await get(path)).headers.get('cache-control');
    expect(await cache('/log/checkpoint')).toBe('public, max-age=1');
    expect(await cache('/log/tile/0/000')).toBe('public, max-age=31536000, immutable');
    expect(await cache('/log/tile/0/001')).toBe('no-store');
  });

  it.each(['0/001', '0/000.p/256', '1/000.p/2', '2/000', 'entries/x001/000', 'x'])(
    'has no tile %s, or not yet',
    async (path) => {
      const response = await get(`/log/tile/${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        expect.stringMatching(/problem\+json/),
      ]);
    },
  );

  it('stores the roots of full tiles, behind the log', async () => {
    const stored = async () => (await tablesOf(database.url)).tree_nodes ?? [];
    await until('a tile is full', async () => (await stored()).length > 0);
    expect(await stored()).toHaveLength(1);
  });

  it('keeps its name and goes on, whatever becomes of the public URL', async () => {
    const before = await checkpoint();
    const { port } = new URL(url);
    await server.stop();
    server = await startGatehouse(database.url, {
      GATEHOUSE_PORT: port,
      GATEHOUSE_PUBLIC_URL: 'https://elsewhere.example',
    });
    await memberBy(url, code);
    const after = await checkpoint();
    expect(after.origin).toBe(before.origin);
    expect(after.size).toBeGreaterThan(before.size);
    // The older tree is what the newer begins with.
    const leaves = (await entriesOf(after.size)).map(leafHash);
    expect(rootOf(leaves.slice(0, before.size))).toEqual(before.root);
    expect(rootOf(leaves)).toEqual(after.root);
  });
});

describe('a receipt', () => {
  async function verified(text: string) {
    const [head, checkpointText] = [
      text.slice(0, text.indexOf('\n\n')),
      text.slice(text.indexOf('\n\n') + 2),
    ];
    const [magic, ...lines] = head.split('\n');
    expect(magic).toBe('c2sp.org/tlog-proof@v1');
    const extra = lines[0]?.startsWith('extra ')
      ? lines.shift()?.slice('extra '.length)
      : undefined;
    const index = Number(lines.shift()?.slice('index '.length));
    const proof = lines.map((line) => Buffer.from(line, 'base64'));
    const { size, root } = await checkpoint(checkpointText);
    const holds = (entry: Buffer) => provesInclusion(leafHash(entry), { index, size }, proof, root);
    const preimage = extra === undefined ? undefined : Buffer.from(extra, 'base64');
    return { index, holds, preimage };
  }
  const entryIn = (preimage: Buffer | undefined) =>
    hash('sha256', preimage ?? Buffer.alloc(0), 'buffer');

  it('proves an event to whoever has nothing but it', async () => {
    const { size } = await checkpoint();
    for (const position of [1, 2, 256, 257, size]) {
      const response = await get(`/api/v1/audit/receipts/${position}`, owner.token);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      const text = await response.text();
      const { index, holds, preimage } = await verified(text);
      expect(index).toBe(position - 1);
      expect(preimage?.subarray(32).toString()).toMatch(new RegExp(`^${position}\\n`));
      expect(holds(entryIn(preimage))).toBe(true);
      expect(holds(leafHash(entryIn(preimage)))).toBe(false);
    }
  });

  it('is there for what was written a moment ago', async () => {
    await checkpoint();
    await owner.invite();
    const { body } = await owner.call('GET', '/audit/head');
    const response = await get(`/api/v1/audit/receipts/${body.position}`, owner.token);
    const { holds, preimage } = await verified(await response.text());
    expect(holds(entryIn(preimage))).toBe(true);
  });

  it('proves to members that they came in', async () => {
    const response = await get('/api/v1/members/me/receipt', member.token);
    const { holds, preimage } = await verified(await response.text());
    const record = preimage?.subarray(32).toString().split('\n') ?? [];
    expect(record[2]).toBe(`user-${member.userId}`);
    expect(record[4]).toBe('MemberJoined');
    expect(holds(entryIn(preimage))).toBe(true);
    expect((await get('/api/v1/members/me/receipt')).status).toBe(401);
  });

  it('leaves the record out where it has a code that its reader may not see', async () => {
    const { body } = await owner.call('GET', `/audit/events?stream=invite-${code}&limit=1`);
    const { events } = body as unknown as {
      readonly events: readonly { readonly position: number; readonly hash: string }[];
    };
    const [created] = events;
    const path = `/api/v1/audit/receipts/${created?.position}`;
    const hidden = await (await get(path, auditor.token)).text();
    const { holds, preimage } = await verified(hidden);
    expect(preimage).toBeUndefined();
    expect(holds(Buffer.from(created?.hash ?? '', 'hex'))).toBe(true);
    const shown = await verified(await (await get(path, owner.token)).text());
    expect(shown.preimage?.toString()).toContain(code);
  });

  it('is refused for what is no position, and for what has not happened', async () => {
    const refusal = async (position: string) => {
      const { status, body } = await owner.call('GET', `/audit/receipts/${position}`);
      return `${status} ${body.code}`;
    };
    for (const position of ['0', '-1', '1.5', 'x', '01']) {
      expect(await refusal(position)).toBe('400 VALIDATION_FAILED');
    }
    expect(await refusal('999999')).toBe('404 NOT_FOUND');
  });
});

describe('a proof of consistency', () => {
  it('shows that the log of today goes on from one that was pinned', async () => {
    const { size } = await checkpoint();
    for (const [from, to] of [
      [0, size],
      [1, 2],
      [1, size],
      [255, 257],
      [256, size],
      [size, size],
    ] as const) {
      const path = `/api/v1/audit/consistency?from=${from}&to=${to}`;
      const response = await get(path, auditor.token);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      const offer = offerIn(await response.text());
      const newer = await checkpoint(offer?.note ?? '');
      const leaves = (await entriesOf(to)).map(leafHash);
      expect(newer.root).toEqual(rootOf(leaves));
      expect(offer?.from).toBe(from);
      const older = { size: from, root: rootOf(leaves.slice(0, from)) };
      expect(provesConsistency(older, newer, offer?.proof ?? [])).toBe(true);
    }
  });

  it('is refused for what the log has not come to, and for less than nothing', async () => {
    const refusal = async (query: string) => {
      const { status, body } = await owner.call('GET', `/audit/consistency?${query}`);
      return `${status} ${body.code}`;
    };
    expect(await refusal('from=999999')).toBe('404 NOT_FOUND');
    expect(await refusal('from=1&to=999999')).toBe('404 NOT_FOUND');
    expect(await refusal('from=2&to=1')).toBe('400 VALIDATION_FAILED');
    expect(await refusal('from=-1')).toBe('400 VALIDATION_FAILED');
    expect(await refusal('to=x')).toBe('400 VALIDATION_FAILED');
  });
});

describe('the key of the log', () => {
  const settings = () => ({ GATEHOUSE_DATABASE_URL: database.url });
  const keyOfLog = async (): Promise<string> =>
    (await gatehouseJson<{ readonly log: string }>(['log', 'key'], settings())).log;
  const isSigned = async (key: string): Promise<boolean> => {
    const [note, named] = [
      noteIn(await (await get('/log/checkpoint')).text()),
      keyInVerifierKey(key),
    ];
    return note !== undefined && named !== undefined && isSignedBy(note, named);
  };

  /** The first key, and a checkpoint that it has signed. */
  let first: string;
  let pinned: string;

  it('is replaced by one that it signs for, beside the server, which goes on with that', async () => {
    const before = await keyOfLog();
    [first, pinned] = [before, await (await get('/log/checkpoint')).text()];
    expect((await gatehouse(['log', 'key', '--replace'], settings())).code).toBe(2);
    expect(await keyOfLog()).toBe(before);
    await gatehouseJson(['log', 'key', '--replace', '--yes'], settings());
    const after = await keyOfLog();
    expect(after).not.toBe(before);
    await until('the server signs with it', () => isSigned(after));
    const { origin } = await checkpoint();
    expect(keyInVerifierKey(after)?.name).toBe(origin);
    // Heads, too.
    const { body } = await owner.call('GET', '/audit/head');
    const { public_key } = body as unknown as { readonly public_key: string };
    expect(keyInVerifierKey(after)?.publicKey.toString('base64')).toBe(public_key);

    // Whoever knew the old key comes to know the new one.
    const found = await owner.call('GET', '/audit/events?type=LogKeyReplaced');
    const { events } = found.body as unknown as {
      readonly events: readonly { readonly position: number; readonly actor: string }[];
    };
    expect(events).toMatchObject([{ actor: 'system' }]);
    const receipt = await get(`/api/v1/audit/receipts/${events[0]?.position}`, owner.token);
    const folder = temporaryFolder();
    const file = join(folder.path, 'receipt.txt');
    writeFileSync(file, await receipt.text());
    expect(await verifier('receipt', file, '--key', before)).toMatchObject({
      code: 0,
      type: 'LogKeyReplaced',
      new_key: after,
    });
    const strange = verifierKey(newKey(origin).named);
    expect(await verifier('receipt', file, '--key', strange)).toMatchObject({ code: 1 });
    folder.remove();
  });

  it('is the last one after a restart', async () => {
    const key = await keyOfLog();
    const { port } = new URL(url);
    await server.stop();
    server = await startGatehouse(database.url, { GATEHOUSE_PORT: port });
    expect(await isSigned(key)).toBe(true);
    await gatehouseJson(['log', 'key', '--replace', '--yes'], settings());
    const next = await keyOfLog();
    expect(next).not.toBe(key);
    await until('the server signs with it', () => isSigned(next));
  });

  it('is followed from the first one on, by the receipts of its replacements', async () => {
    const folder = temporaryFolder();
    const kept = async (name: string, path: string): Promise<string> => {
      const file = join(folder.path, name);
      writeFileSync(file, await (await get(`/api/v1${path}`, owner.token)).text());
      return file;
    };
    const found = await owner.call('GET', '/audit/events?type=LogKeyReplaced');
    const { events } = found.body as unknown as {
      readonly events: readonly { readonly position: number }[];
    };
    const [one = '', other = ''] = await Promise.all(
      events.map(({ position }) => kept(`${position}.txt`, `/audit/receipts/${position}`)),
    );
    const old = join(folder.path, 'pinned.txt');
    writeFileSync(old, pinned);
    const { size } = await checkpoint(pinned);
    const today = await kept('today.txt', `/audit/consistency?from=${size}`);
    const compared = (...handovers: readonly string[]) =>
      verifier(
        ...['consistency', old, today, '--key', first],
        ...handovers.flatMap((file) => ['--handover', file]),
      );
    expect(await compared(one, other)).toMatchObject({ code: 0, ok: true });
    expect(await compared(other, one)).toMatchObject({ code: 0, ok: true });
    expect(await compared(one)).toMatchObject({ code: 1 });
    expect(await compared(other)).toMatchObject({ code: 2 });
    const latest = await verifier('receipt', other, '--key', first, '--handover', one);
    expect(latest).toMatchObject({ code: 0, new_key: await keyOfLog() });
    folder.remove();
  });
});

describe('the verifier that stands alone', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  let key: string;
  let files = 0;

  beforeAll(async () => {
    const { body } = await owner.call('GET', '/audit/head');
    const { public_key } = body as unknown as { readonly public_key: string };
    const publicKey = Buffer.from(public_key, 'base64');
    const { origin: name } = await checkpoint();
    key = verifierKey({ name, type: NOTE_SIGNATURE, publicKey });
  });

  const kept = (text: string): string => {
    const path = join(folder.path, `${++files}.txt`);
    writeFileSync(path, text);
    return path;
  };
  const fetched = async (path: string, person?: Person) => (await get(path, person?.token)).text();
  const strange = verifierKey(newKey('log.example').named);

  it('reads a checkpoint', async () => {
    const text = await fetched('/log/checkpoint');
    const { origin, size, root } = await checkpoint(text);
    expect(await verifier('checkpoint', kept(text), '--key', key)).toMatchObject({
      code: 0,
      ok: true,
      origin,
      size,
      root: root.toString('base64'),
    });
    const changed = text.replace(`\n${size}\n`, `\n${size + 1}\n`);
    expect(await verifier('checkpoint', kept(changed), '--key', key)).toMatchObject({ code: 1 });
    expect(await verifier('checkpoint', kept(text), '--key', strange)).toMatchObject({ code: 1 });
    expect(await verifier('checkpoint', kept('nothing'), '--key', key)).toMatchObject({ code: 2 });
    const witness = verifierKey({ ...newKey('w.example').named, type: COSIGNATURE });
    const alone = await verifier('checkpoint', kept(text), '--key', key, '--witness', witness);
    expect(alone).toMatchObject({ code: 1, why: expect.stringContaining('0 of the witnesses') });
  });

  it('takes no option that would do nothing, nor a witness twice', async () => {
    const file = kept(await fetched('/log/checkpoint'));
    const witness = verifierKey({ ...newKey('w.example').named, type: COSIGNATURE });
    for (const args of [
      ['checkpoint', file],
      ['checkpoint', file, '--key', key, '--head', file],
      ['checkpoint', file, '--key', key, '--hash', 'ab'],
      ['checkpoint', file, '--key', key, '--witness', witness, '--witness', witness],
      ['checkpoint', file, '--key', key, '--witness', witness, '--needed', ''],
      ['checkpoint', file, '--key', key, '--witness', witness, '--needed', '2'],
      ['receipt', file, '--key', key, '--checkpoint', file],
      ['export', file, '--key', key],
      ['export', file, '--witness', witness],
      ['export', file, '--checkpoint', file],
    ]) {
      expect([args, (await verifier(...args)).code]).toEqual([args, 2]);
    }
  });

  it('says nothing of what it was given that could move a cursor', async () => {
    const text = await fetched('/log/checkpoint');
    const { origin } = await checkpoint(text);
    const named = `evil\u009b2K/${origin}`;
    const { code, why } = await verifier(
      'checkpoint',
      kept(text.replaceAll(origin, named)),
      '--key',
      key,
    );
    expect(code).toBe(1);
    // Controls stand escaped, also those that end no line.
    expect(why).toMatch(/evil\\u009b2K/);
    expect(why).not.toMatch(/\p{Cc}/u);
  });

  it('reads receipts, and finds whatever was changed in one', async () => {
    const receipt = await fetched('/api/v1/members/me/receipt', member);
    const verdict = await verifier('receipt', kept(receipt), '--key', key);
    expect(verdict).toMatchObject({
      code: 0,
      ok: true,
      type: 'MemberJoined',
      stream: `user-${member.userId}`,
    });
    const [, extra = '', index = ''] = receipt.split('\n');
    const moved = receipt.replace(index, `index ${Number(index.slice(6)) + 1}`);
    expect(await verifier('receipt', kept(moved), '--key', key)).toMatchObject({ code: 1 });
    const bytes = Buffer.from(extra.slice('extra '.length), 'base64');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    const altered = receipt.replace(extra, `extra ${bytes.toString('base64')}`);
    expect(await verifier('receipt', kept(altered), '--key', key)).toMatchObject({ code: 1 });
    expect(await verifier('receipt', kept(receipt), '--key', strange)).toMatchObject({ code: 1 });
  });

  it('takes the hash of an event whose record its reader may not see', async () => {
    const { body } = await owner.call('GET', `/audit/events?stream=invite-${code}&limit=1`);
    const { events } = body as unknown as {
      readonly events: readonly { readonly position: number; readonly hash: string }[];
    };
    const { position = 0, hash: hex = '' } = events[0] ?? {};
    const file = kept(await fetched(`/api/v1/audit/receipts/${position}`, auditor));
    expect(await verifier('receipt', file, '--key', key)).toMatchObject({ code: 2 });
    const verdict = await verifier('receipt', file, '--key', key, '--hash', hex);
    expect(verdict).toMatchObject({ code: 0, position });
    const other = hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect(await verifier('receipt', file, '--key', key, '--hash', other)).toMatchObject({
      code: 1,
    });
  });

  it('compares a checkpoint that was pinned with the log of today, and with an export', async () => {
    const pinned = kept(await fetched('/log/checkpoint'));
    const { size } = await checkpoint(readFileSync(pinned, 'utf8'));
    await owner.invite();
    const today = kept(await fetched(`/api/v1/audit/consistency?from=${size}`, auditor));
    expect(await verifier('consistency', pinned, today, '--key', key)).toMatchObject({
      code: 0,
      older: { size },
    });
    const log = await fetched('/api/v1/audit/export', owner);
    const all = kept(log);
    const checked = await verifier('export', all, '--checkpoint', pinned, '--key', key);
    expect(checked).toMatchObject({ code: 0, ok: true });
    const shorter = kept(log.split('\n').slice(0, 3).join('\n') + '\n');
    const cut = await verifier('export', shorter, '--checkpoint', pinned, '--key', key);
    expect(cut).toMatchObject({ code: 1, first_bad_position: 4 });
  });
});
