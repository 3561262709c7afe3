import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  COSIGNATURE,
  isSignedBy,
  keyInVerifierKey,
  NOTE_SIGNATURE,
  noteIn,
} from '../../src/transparency/signed-note.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseOnFullDisk,
  startCommand,
  type Ending,
} from '../support/command-line.js';
import { Community } from '../support/community.js';
import type { Backend } from '../support/database.js';
import { lengthen, openLog } from '../support/log.js';
import { memberBy, type Person } from '../support/person.js';
import { withPostgresInDepth } from '../support/postgres.js';
import { temporaryFolder, type Settings } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { verifier } from '../support/verifier.js';

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

interface EventJson {
  readonly position: number;
  readonly stream: string;
  readonly at: string;
}

interface HeadJson {
  readonly position: number;
  readonly hash: string;
  readonly public_key: string;
  readonly signature: string;
}

/** What happened in a community, to be told of. */
interface Told {
  readonly community: Community;
  readonly owner: Person;
  /** Came by `code`, holds `role`, and brought `guests`. */
  readonly member: Person;
  readonly guests: readonly Person[];
  readonly code: string;
  readonly role: string;
}

async function live(on: Backend): Promise<Told> {
  const community = await Community.open({}, on);
  const { owner } = community;
  const { id: role } = await community.role(5, 'manage_invites');
  const code = await owner.invite({ label: 'the team', max_uses: 9, grant_role_id: role });
  const member = await memberBy(community.url, code);
  await community.by(member, 'PATCH', '/auth/me', { display_name: 'Žofie "quoted"' });
  const theirs = await member.invite();
  const guests = [await memberBy(community.url, theirs), await memberBy(community.url, theirs)];
  const reason = { reason: 'cool down' };
  await community.by(owner, 'POST', `/members/${guests[0]?.pubkey ?? ''}/kick`, reason);
  await community.by(owner, 'PATCH', '/server', { name: 'Renamed' });
  return { community, owner, member, guests, code, role };
}

function jsonLines<Line>({ code, stdout }: Ending): readonly Line[] {
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

function download(url: string, person: Person, after = 0): Promise<string> {
  const headers = { authorization: `Bearer ${person.token}` };
  return new Promise((resolve, reject) => {
    get(`${url}/api/v1/audit/export?after=${after}`, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

/** Each command beside a running server, compared with what the API answers. */
function describeAudit(name: string, on: Backend): void {
  describe(name, () => {
    let told: Told;
    let settings: Settings;

    beforeAll(async () => {
      told = await live(on);
      const { databaseUrl, url } = told.community;
      settings = { GATEHOUSE_DATABASE_URL: databaseUrl, GATEHOUSE_PUBLIC_URL: url };
    });
    afterAll(() => told.community.close());

    const rest = async (path: string): Promise<unknown> => {
      const { status, body } = await told.owner.call('GET', `/audit/${path}`);
      expect([path, status]).toEqual([path, 200]);
      return body;
    };
    const events = async (...args: readonly string[]) =>
      jsonLines<EventJson>(await gatehouse(['--json', 'audit', 'events', ...args], settings));
    const all = async (query = '') =>
      ((await rest(`events?limit=1000&${query}`)) as { events: readonly EventJson[] }).events;

    it('lists the events that the API lists, in both orders', async () => {
      const log = await all();
      expect(log.length).toBeGreaterThan(20);
      expect(await events('--all')).toEqual(log);
      expect(await events('--order', 'desc')).toEqual([...log].reverse());
    });

    it('filters as the API does, and by position', async () => {
      const { member, code } = told;
      const filters: readonly (readonly [string, readonly string[]])[] = [
        ['type=MemberJoined', ['--type', 'MemberJoined']],
        [`stream=invite-${code}`, ['--stream', `invite-${code}`]],
        [`actor=${member.userId}`, ['--actor', member.userId]],
        [`invite=${code}`, ['--invite', code]],
        [`user=${member.pubkey}`, ['--user', member.pubkey]],
        [
          `user=${member.userId}&type=MemberJoined`,
          ['--user', member.userId, '--type', 'MemberJoined'],
        ],
      ];
      for (const [query, options] of filters) {
        const found = await events(...options);
        expect(found).toEqual(await all(query));
        expect(found.length).toBeGreaterThan(0);
      }
      const log = await all();
      const { at } = log[9] ?? log[0] ?? { at: '' };
      expect(await events('--from', at)).toEqual(await all(`from=${at}`));
      expect(await events('--to', at)).toEqual(await all(`to=${at}`));
      expect(await events('--from', '5', '--to', '9')).toEqual(log.slice(4, 9));
      expect(await events('--from', '5', '--to', '9', '--order', 'desc', '--limit', '2')).toEqual([
        log[8],
        log[7],
      ]);
    });

    it('shows a page of them to people, and where the next one begins', async () => {
      const log = await all();
      const { stdout } = await gatehouse(['audit', 'events', '--limit', '3'], settings);
      expect(stdout).toMatch(/^POSITION +TIME +EVENT +STREAM +ACTOR +WHAT\n1 /);
      expect(stdout).toMatch(/\nMore: --after 3\n$/);
      expect(await events('--limit', '3', '--after', '3')).toEqual(log.slice(3, 6));
      const one = ['audit', 'events', '--type', 'MemberKicked'];
      expect((await gatehouse(one, settings)).stdout).toMatch(/MemberKicked .* reason="cool down"/);
    });

    it('shows an invite, a person, a role and the settings as the API does', async () => {
      const { member, code, role } = told;
      const { length: head } = await all();
      const things = [
        ['invite', code, `invites/${code}`],
        ['member', member.pubkey, `members/${member.pubkey}`],
        ['member', member.userId, `members/${member.userId}`],
        ['role', role, `roles/${role}`],
        ['role', 'everyone', 'roles/everyone'],
        ['server', 'server', 'server'],
      ] as const;
      for (const [kind, what, path] of things) {
        for (const position of [3, 13, head]) {
          const asOf = ['--as-of', String(position), '--limit', '2'];
          const shown = await gatehouseJson(['audit', 'show', what, ...asOf], settings);
          const answer = (await rest(`${path}?position=${position}&limit=2`)) as object;
          expect(shown).toEqual({ ok: true, kind, ...answer });
        }
      }
      const at = (await all())[12]?.at ?? '';
      const then = await gatehouseJson(['audit', 'show', code, '--as-of', at], settings);
      expect(then).toEqual({
        ok: true,
        kind: 'invite',
        ...((await rest(`invites/${code}?at=${at}`)) as object),
      });
      const first = ['--limit', '1', '--as-of', String(head)];
      for (const [stream, what] of [
        [`invite-${code}`, code],
        [`user-${member.userId}`, member.userId],
        ['role-everyone', 'everyone'],
      ] as const) {
        expect(await gatehouseJson(['audit', 'show', stream, ...first], settings)).toEqual(
          await gatehouseJson(['audit', 'show', what, ...first], settings),
        );
      }
      const { stdout } = await gatehouse(['audit', 'show', member.pubkey], settings);
      expect(stdout).toMatch(/display_name +"Žofie \\"quoted\\""\n/);
      expect(stdout).toMatch(/invited 2 people\n/);
      expect(stdout).toMatch(/ MemberJoined .*invite_code=/);
    });

    it('lists who was in at a moment as the API does', async () => {
      const { member, guests, role } = told;
      const log = await all();
      for (const [options, query] of [
        [[], ''],
        [['--as-of', '13'], 'position=13'],
        [['--as-of', log[12]?.at ?? ''], `at=${log[12]?.at ?? ''}`],
        [['--limit', '1'], 'limit=1'],
        [['--limit', '1', '--after', '13'], 'limit=1&after=13'],
      ] as const) {
        const listed = await gatehouseJson(['audit', 'members', ...options], settings);
        const answer = (await rest(`members?${query}`)) as { as_of: { at: string } };
        const { at } = (listed as typeof answer).as_of;
        // Now is later for whoever asks last.
        const as_of =
          query.includes('position') || query.includes('at=')
            ? answer.as_of
            : { ...answer.as_of, at };
        expect(listed).toEqual({ ok: true, ...answer, as_of });
      }
      const { stdout } = await gatehouse(['audit', 'members'], settings);
      expect(stdout).toMatch(/^Members as of position \d+, 20/);
      expect(stdout).toMatch(new RegExp(`\n${member.pubkey} .*"Žofie .*${role}\n`));
      expect(stdout).not.toContain(guests[0]?.pubkey);
      const page = await gatehouse(['audit', 'members', '--limit', '1'], settings);
      expect(page.stdout).toMatch(/\nMore: --after \d+\n$/);
      const nobody = await gatehouse(['audit', 'members', '--as-of', '1'], settings);
      expect(nobody.stdout).toMatch(/:\nThere was none then\.\n$/);
    });

    it('shows what was different at two moments as the API does', async () => {
      const { code } = told;
      const log = await all();
      const { length: head } = log;
      const [early = '', late = ''] = [log[5]?.at, log[12]?.at];
      for (const [options, query] of [
        [['--from', '3', '--to', String(head)], `from_position=3&to_position=${head}`],
        [['--from', early, '--to', late], `from=${early}&to=${late}`],
        [['--from', '3', '--to', late, '--limit', '2'], `from_position=3&to=${late}&limit=2`],
        [['--from', '3', '--to', '13', '--after', '9'], 'from_position=3&to_position=13&after=9'],
        [['--from', '13', '--to', '13'], 'from_position=13&to_position=13'],
      ] as const) {
        expect(await gatehouseJson(['audit', 'diff', ...options], settings)).toEqual({
          ok: true,
          ...((await rest(`diff?${query}`)) as object),
        });
      }
      const { stdout } = await gatehouse(['audit', 'diff', '--from', '3'], settings);
      expect(stdout).toMatch(/^From position 3, 20.*, to \d+, 20.*:\n/);
      expect(stdout).toMatch(/\nserver\n( {2}.*\n)* {2}name: .* -> Renamed\n/);
      expect(stdout).toMatch(
        new RegExp(`\ninvite-${code}, new\n(  .*\n)*  label: - -> "the team"\n`),
      );
      const same = await gatehouse(['audit', 'diff', '--from', '13', '--to', '13'], settings);
      expect(same.stdout).toMatch(/:\nNothing is different\.\n$/);
    });

    it('shows who brought whom as the API does', async () => {
      const { member, guests, owner, code } = told;
      const trees = [
        [member.pubkey, 'members', 'direction=down', []],
        [guests[1]?.pubkey ?? '', 'members', 'direction=up', ['--direction', 'up']],
        [owner.userId, 'members', 'depth=1', ['--depth', '1']],
        [owner.userId, 'members', 'limit=2', ['--limit', '2']],
        [code, 'invites', 'direction=down', []],
      ] as const;
      for (const [who, path, query, options] of trees) {
        const shown = await gatehouseJson(['audit', 'tree', who, ...options], settings);
        const answer = (await rest(`${path}/${who}/tree?${query}`)) as object;
        expect(shown).toEqual({ ok: true, ...answer });
      }
      const { stdout } = await gatehouse(['audit', 'tree', member.pubkey], settings);
      const lines = stdout.trimEnd().split('\n');
      expect(lines[0]).toContain(`${member.pubkey} "Žofie "quoted"", joined `);
      expect(lines.slice(1).map((line) => line.slice(0, 2))).toEqual(['  ', '  ']);
      expect(stdout).toMatch(/, kicked 20/);
    });

    it('signs the head with the key of the server', async () => {
      const head = await gatehouseJson<HeadJson>(['audit', 'head'], settings);
      const { position, hash, public_key } = (await rest('head')) as HeadJson;
      expect(head).toMatchObject({ ok: true, position, hash, public_key });
      const pinned = inFolder(`head-${on}.json`);
      writeFileSync(pinned, JSON.stringify(head));
      const verify = ['audit', 'verify', '--head', pinned, '--key', public_key];
      expect(await gatehouseJson(verify, settings)).toMatchObject({
        ok: true,
        checked: position,
        head: { position, hash },
        first_bad_position: null,
      });
    });

    it('says by which keys others verify it', async () => {
      const { log, witness, witness_url } = await gatehouseJson<{
        readonly log: string;
        readonly witness: string;
        readonly witness_url: string;
      }>(['log', 'key'], { ...settings, GATEHOUSE_PUBLIC_URL: 'https://gate.example' });
      expect(witness_url).toBe('https://gate.example/witness');
      const note = noteIn(await (await fetch(`${told.community.url}/log/checkpoint`)).text());
      const key = keyInVerifierKey(log);
      expect(key?.type).toBe(NOTE_SIGNATURE);
      expect(note && key && isSignedBy(note, key)).toBe(true);
      expect(keyInVerifierKey(witness)).toEqual({ ...key, type: COSIGNATURE });
      const { stdout } = await gatehouse(['log', 'key'], settings);
      expect(stdout.split('\n')[1]).toBe(log);
    });

    it('makes receipts that the verifier finds good', async () => {
      const { log } = await gatehouseJson<{ readonly log: string }>(['log', 'key'], settings);
      const { stdout } = await gatehouse(['audit', 'receipt', '2'], settings);
      const file = inFolder(`receipt-${on}.txt`);
      writeFileSync(file, stdout);
      expect(await verifier('receipt', file, '--key', log)).toMatchObject({ code: 0, ok: true });
      const receiptOf = (what: string) => gatehouse(['audit', 'receipt', what], settings);
      expectFailure(await receiptOf('999999'), 3, /no event at position 999999 yet/);
      expectFailure(await receiptOf('x'), 2, /must be a position of the log, from 1/);
    });

    it('exports the bytes that the API exports, and goes on where a file ends', async () => {
      const { community, owner } = told;
      const whole = await download(community.url, owner);
      const out = inFolder(`export-${on}.ndjson`);
      const args = ['audit', 'export', '--out', out];
      const written = await gatehouseJson(args, settings);
      const { length } = await all();
      expect(written).toEqual({ ok: true, file: out, after: 0, events: length, until: length });
      expect(readFileSync(out, 'utf8')).toBe(whole);
      expect(statSync(out).mode & 0o777).toBe(0o600);
      expectFailure(await gatehouse(args, settings), 1, /exists already; --resume/);
      // Cut off anywhere, also in the middle of a character.
      for (const bytes of [0, 1, 40, 400, 4000, Buffer.byteLength(whole) - 1]) {
        truncateSync(out, bytes);
        await gatehouseJson([...args, '--resume'], settings);
        expect(readFileSync(out, 'utf8')).toBe(whole);
      }
      const since = inFolder(`since-${on}.ndjson`);
      const after = ['audit', 'export', '--out', since, '--after', '7'];
      await gatehouseJson(after, settings);
      expect(readFileSync(since, 'utf8')).toBe(await download(community.url, owner, 7));
      // What is there ends elsewhere.
      expectFailure(await gatehouse(after, settings), 1, /ends at position \d+, not at 7/);
      expect(await gatehouseJson(['audit', 'verify', '--file', out])).toMatchObject({ ok: true });
    });

    it('refuses what is not there, and what it cannot understand', async () => {
      const out = inFolder(`refused-${on}.ndjson`);
      const refused = async (code: number, why: RegExp, ...args: readonly string[]) =>
        expectFailure(await gatehouse(['audit', ...args], settings), code, why);
      await refused(3, /Nothing in the log is called nobody1/, 'show', 'nobody1');
      await refused(3, /Nobody with this key/, 'tree', 'a'.repeat(32));
      await refused(3, /no such invite/, 'tree', 'nobody12');
      await refused(2, /at most \d+, where the log ends/, 'show', 'server', '--as-of', '99999');
      await refused(2, /--as-of is Tuesday/, 'show', 'server', '--as-of', 'Tuesday');
      await refused(2, /--as-of is Tuesday/, 'members', '--as-of', 'Tuesday');
      await refused(2, /limit must be/, 'members', '--limit', '1001');
      await refused(2, /to must not be before from/, 'diff', '--from', '9', '--to', '8');
      await refused(2, /--to is later; it must be/, 'diff', '--from', '9', '--to', 'later');
      await refused(2, /--from is 0; it must be/, 'events', '--from', '0');
      await refused(2, /type must be a type of event/, 'events', '--type', 'Nothing');
      await refused(2, /--limit is many/, 'events', '--limit', 'many');
      await refused(2, /neither a public key/, 'events', '--user', 'me');
      await refused(2, /direction must be/, 'tree', told.owner.pubkey, '--direction', 'left');
      await refused(
        2,
        /--after is 99999; the log ends/,
        'export',
        '--out',
        out,
        '--after',
        '99999',
      );
      await refused(1, /ENOENT/, 'export', '--out', inFolder('none/x.ndjson'));
      await refused(1, /not a file|EISDIR/, 'export', '--out', folder.path, '--resume');
      await refused(2, /--key says who must have signed/, 'verify', '--key', 'x');
    });
  });
}

describeAudit('gatehouse audit beside a server on SQLite', 'sqlite');
withPostgresInDepth('with PostgreSQL', () =>
  describeAudit('gatehouse audit beside a server', 'postgres'),
);

describe('on a database that lies there', () => {
  const sound = inFolder('sound.db');
  const url = `sqlite:${sound}`;
  let head: HeadJson;
  let code: string;
  let masked: string;

  beforeAll(async () => {
    const { community, owner, ...rest } = await live('sqlite');
    ({ code } = rest);
    // An auditor who does not manage invites.
    const auditor = await community.member(1, 'view_audit_log');
    masked = await download(community.url, auditor);
    expect((await community.end()).chain.ok).toBe(true);
    for (const end of ['', '.signing-key']) {
      copyFileSync(community.databaseUrl.slice('sqlite:'.length) + end, sound + end);
    }
    await community.close();
    head = await gatehouseJson<HeadJson>(['audit', 'head', '--database', url]);
    expect(head.position).toBeGreaterThan(20);
    expect(owner.userId).not.toBe('');
  });

  function altered(name: string, ...statements: readonly string[]): string {
    copyFileSync(sound, inFolder(name));
    const database = new Database(inFolder(name));
    for (const statement of statements) database.exec(statement);
    database.close();
    return `sqlite:${inFolder(name)}`;
  }

  const verify = async (database: string, ...options: readonly string[]) => {
    const args = ['--json', 'audit', 'verify', '--database', database, ...options];
    const { code: exit, stdout } = await gatehouse(args);
    return { exit, ...(JSON.parse(stdout) as { ok: boolean; first_bad_position: number | null }) };
  };
  const DAMAGE = ['DROP TRIGGER events_refuse_update', 'DROP TRIGGER events_refuse_delete'];
  const pinned = (): string => JSON.stringify(head);

  it('everything is only read, and works without a server', async () => {
    const before = readFileSync(sound);
    for (const args of [
      ['events'],
      ['show', code],
      ['show', 'server'],
      ['tree', code],
      ['head'],
      ['verify', '--head', pinned()],
      ['export', '--out', inFolder('lying.ndjson')],
    ]) {
      const { code: exit, stderr } = await gatehouse(['audit', ...args, '--database', url]);
      expect([args[0], exit, /^gatehouse: .*/m.exec(stderr)]).toEqual([args[0], 0, null]);
    }
    expect(readFileSync(sound).equals(before)).toBe(true);
  });

  it('verify names the position of what was changed', async () => {
    for (const [statement, position] of [
      [`UPDATE events SET actor = 'nobody' WHERE position = 9`, 9],
      [`UPDATE events SET data = replace(data, 'a', 'b') WHERE position = 2`, 2],
      [`DELETE FROM events WHERE position = 11`, 11],
    ] as const) {
      const found = await verify(altered('changed.db', ...DAMAGE, statement));
      expect(found).toMatchObject({ exit: 1, ok: false, first_bad_position: position });
    }
    const changed = `sqlite:${inFolder('changed.db')}`;
    const { code: exit, stdout } = await gatehouse(['audit', 'verify', '--database', changed]);
    expect([exit, stdout]).toEqual([
      1,
      expect.stringMatching(/^NOT INTACT at position 11: .*\.\n$/),
    ]);
  });

  it('verify finds by a pinned head what the chain does not show', async () => {
    const last = head.position;
    const cut = altered('cut.db', ...DAMAGE, `DELETE FROM events WHERE position > ${last - 3}`);
    expect(await verify(cut)).toMatchObject({ exit: 0, ok: true });
    expect(await verify(cut, '--head', pinned())).toMatchObject({
      exit: 1,
      first_bad_position: last - 2,
    });
    // Written anew from there on, with hashes that fit.
    const rewritten = await openLog(cut);
    for (const name of ['one', 'two', 'three']) {
      const event = {
        id: `rewritten-${name}`,
        type: 'ServerSettingsChanged',
        data: { name },
        actor: 'system',
        at: '2026-11-22T10:00:00.000Z',
        correlationId: 'test',
        causationId: null,
      };
      await rewritten.append([{ stream: 'server', expectedVersion: 'any', events: [event] }]);
    }
    await rewritten.close();
    expect(await verify(cut)).toMatchObject({ exit: 0, ok: true });
    expect(await verify(cut, '--head', pinned())).toMatchObject({
      exit: 1,
      first_bad_position: last,
    });
  });

  it('verify refuses a head that is none, or is not signed as it should be', async () => {
    const forged = JSON.stringify({ ...head, hash: '0'.repeat(64) });
    expect(await verify(url, '--head', forged)).toMatchObject({
      exit: 1,
      why: 'the signature of the head is wrong',
    });
    expect(await verify(url, '--head', pinned(), '--key', 'AAAA')).toMatchObject({
      exit: 1,
      why: expect.stringMatching(/signed by another key/),
    });
    const args = ['audit', 'verify', '--database', url, '--head'];
    expectFailure(await gatehouse([...args, '{}']), 2, /is not a head/);
    expectFailure(await gatehouse([...args, inFolder('none.json')]), 2, /cannot be read/);
  });

  it('verify --file says what the verifier that stands alone says', async () => {
    const out = inFolder('proof.ndjson');
    await gatehouseJson(['audit', 'export', '--out', out, '--database', url]);
    const lines = readFileSync(out, 'utf8').split('\n');
    const said = async (text: string, ...options: readonly string[]) => {
      writeFileSync(inFolder('edited.ndjson'), text);
      const args = ['--json', 'audit', 'verify', '--file', inFolder('edited.ndjson'), ...options];
      const { code: exit, stdout } = await gatehouse(args);
      return { exit, ...(JSON.parse(stdout) as object) };
    };
    const intact = { ok: true, first_bad_position: null };
    expect(await said(lines.join('\n'), '--head', pinned())).toMatchObject({ exit: 0, ...intact });
    const edited = lines.with(4, (lines[4] ?? '').replace('"at":"2', '"at":"1'));
    expect(await said(edited.join('\n'))).toMatchObject({ exit: 1, first_bad_position: 5 });
    const cut = `${lines.slice(0, -3).join('\n')}\n`;
    expect(await said(cut, '--head', pinned())).toMatchObject({ exit: 1, ok: false });
    expect(await said(lines.slice(7).join('\n'))).toMatchObject({ exit: 5, ...intact });
    expect(await said(masked)).toMatchObject({ exit: 5, ...intact });
    const missing = ['audit', 'verify', '--file', inFolder('none.ndjson')];
    expectFailure(await gatehouse(missing), 1, /cannot be read: ENOENT/);
  });

  it('export adds nothing to a file of another log, or to what is no export', async () => {
    const out = inFolder('other.ndjson');
    await gatehouseJson(['audit', 'export', '--out', out, '--database', url]);
    const args = ['audit', 'export', '--out', out, '--resume', '--database'];
    const before = readFileSync(out, 'utf8');
    const other = altered('other.db', ...DAMAGE, 'UPDATE events SET hash = zeroblob(32)');
    expectFailure(await gatehouse([...args, other]), 1, /another hash than the log has/);
    expect(readFileSync(out, 'utf8')).toBe(before);
    for (const text of ['Dear diary,\nit rains.\n', 'Dear diary', '{"position":"x"}\n']) {
      writeFileSync(out, text);
      expectFailure(await gatehouse([...args, url]), 1, /not an export of a log/);
      expect(readFileSync(out, 'utf8')).toBe(text);
    }
  });

  inDepth('export that is interrupted goes on, byte for byte', async () => {
    const long = altered('long.db');
    await lengthen(`sqlite:${inFolder('long.db')}`, 30);
    const whole = inFolder('whole.ndjson');
    await gatehouseJson(['audit', 'export', '--out', whole, '--database', long]);
    const out = inFolder('interrupted.ndjson');
    const args = ['audit', 'export', '--out', out, '--database', long];
    const running = startCommand(args);
    await running.underWay('exporting');
    running.process.kill('SIGINT');
    const { code: exit, stderr } = await running.ended;
    expect(exit).toBe(130);
    expect(stderr).toMatch(/interrupted\.ndjson is not whole; --resume goes on with it\.\n/);
    const begun = readFileSync(out);
    expect(begun.length).toBeLessThan(statSync(whole).size);
    expect(begun.equals(readFileSync(whole).subarray(0, begun.length))).toBe(true);
    await gatehouseJson([...args, '--resume']);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  it('export says that the disk is full, and goes on when there is room', async () => {
    const out = inFolder('full.ndjson');
    const long = altered('longer.db');
    await lengthen(`sqlite:${inFolder('longer.db')}`, 1);
    const args = ['audit', 'export', '--out', out, '--database', long];
    expectFailure(
      await gatehouseOnFullDisk(args),
      1,
      /gatehouse: .*full\.ndjson cannot be written: .*; --resume goes on/,
    );
    await gatehouseJson([...args, '--resume']);
    const whole = inFolder('not-full.ndjson');
    await gatehouseJson(['audit', 'export', '--out', whole, '--database', long]);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  it('a database that cannot be looked at is refused in one line', async () => {
    writeFileSync(inFolder('text.db'), 'Dear diary,\n'.repeat(99));
    copyFileSync(sound, inFolder('short.db'));
    truncateSync(inFolder('short.db'), 20_000);
    const newer = `INSERT INTO migrations (timestamp, name) VALUES (9, 'Tomorrow9')`;
    const stale = `UPDATE projections SET version = 0 WHERE name = 'joins'`;
    const cases = [
      [`sqlite:${inFolder('none.db')}`, /does not exist/],
      [`sqlite:${inFolder('text.db')}`, /not a Gatehouse database/],
      [`sqlite:${inFolder('short.db')}`, /cannot be read|malformed/],
      [altered('newer.db', newer), /newer version/],
      [altered('stale.db', stale), /joins is of another version; `gatehouse migrate up`/],
      ['postgres://nobody@127.0.0.1:1/none', /PostgreSQL cannot be reached/],
    ] as const;
    for (const [database, why] of cases) {
      const args = ['audit', 'events', '--database', database];
      expectFailure(await gatehouse(args), 1, why);
    }
    expectFailure(await gatehouse(['audit', 'events', '--database', 'x:y']), 2, /must be/);
    // Without its key no head is signed.
    const unsigned = ['audit', 'head', '--database', altered('unsigned.db')];
    expectFailure(await gatehouse(unsigned), 1, /no signing key in .*unsigned\.db\.signing-key/);
    const nameless = ['log', 'key', '--database', `sqlite:${inFolder('unsigned.db')}`];
    expectFailure(await gatehouse(nameless), 1, /no signing key/);
  });
});
