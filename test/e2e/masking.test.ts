import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_REGISTRY } from '../../src/events.js';
import { Community } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { appendUnknown } from '../support/log.js';
import type { Person } from '../support/person.js';
import { randomHistory } from '../support/random-history.js';
import { Subscriber } from '../support/subscriber.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
}

interface EventJson {
  readonly position: number;
  readonly type: string;
  readonly stream: string;
}

/** Of these nothing is in the log: they come with a new key, a failed deletion, a lapse, an old log. */
const RARE = [
  ...['InviteExpired', 'PublicKeyRecorded', 'UserUnlisted', 'MemberRoleRemoved'],
  ...['InviteReasonErased', 'LogKeyReplaced'],
];
/** What is for others than auditors, or answers nobody who does not have the code. */
const REFUSED = [
  '/api/v1/allowlist',
  '/api/v1/bans',
  '/api/v1/invites',
  '/api/v1/invites/counts',
  '/api/v1/invites/{code}',
  '/api/v1/invites/{code}/details',
];

/** What this program cannot read: a code may stand anywhere in it. */
const UNREAD = [
  { type: 'Invented' },
  { type: 'ServerUpdated', schemaVersion: 1000 },
  { type: 'ServerUpdated', data: '{"said":' },
];

let community: Community;
let owner: Person;
/** May see the log, but not the codes of invites that work. */
let auditor: Person;
/** The codes that somebody could join by, now or when they are resumed. */
let secret: readonly string[];
let events: readonly EventJson[];
/** Where there are events of newer programs, and a damaged one. */
let unread: readonly number[];
let values: Readonly<Record<string, readonly (string | number)[]>>;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_RATE_LIMIT: 'off' });
  ({ owner } = community);
  const { people, codes } = await randomHistory(community, { people: 8, commands: 60 });
  // Until now everybody could make invites; from here on only who is given it.
  await community.by(owner, 'PATCH', '/roles/everyone', { permissions: 0 });
  auditor = await community.member(10, 'view_audit_log');
  const guest = await community.newcomer();
  const paused = await owner.invite();
  await community.by(owner, 'PATCH', `/invites/${paused}`, { paused: true });
  await guest.join(paused);
  await guest.join(await owner.invite({ max_uses: 5 }));
  // None of them is to expire while it is asked for.
  for (const code of await working()) {
    await community.by(owner, 'PATCH', `/invites/${code}`, { expires_in_seconds: 86_400 });
  }
  const all = [...codes, ...(await working())];
  // The code that they came in by themselves is theirs to know.
  const { body: self } = await auditor.call('GET', `/members/${auditor.pubkey}`);
  secret = (await working()).filter((code) => code !== self.invite_code);
  const over = all.filter((code) => !secret.includes(code)).slice(0, 3);
  await community.restart({ GATEHOUSE_RATE_LIMIT: 'off' }, async () => {
    const [code = ''] = secret;
    const data = JSON.stringify({ said: code });
    for (const said of UNREAD) {
      const saying = { data, ...said };
      await appendUnknown(community.databaseUrl, ['invented'], saying);
    }
  });
  auditor.url = community.url;
  events = await log();
  unread = times(UNREAD.length).map((index) => events.length - index);
  const masks = events
    .filter(({ type, stream }) => type === 'InviteCreated' && stream.includes('~'))
    .map(({ stream }) => stream.slice('invite-'.length));
  const roles = events.filter(({ type }) => type === 'RoleCreated').map(({ stream }) => stream);
  const { length: head } = events;
  values = {
    code: [...masks, ...over],
    invite: [...masks, ...over],
    pubkey: [owner, auditor, guest, ...people].map(({ pubkey }) => pubkey),
    id: ['admin', 'everyone', ...roles.map((stream) => stream.slice('role-'.length))],
    position: [1, Math.floor(head / 2), head],
    from_position: [1],
    to_position: [head],
    from: [1],
    limit: [1000],
    order: ['desc'],
    direction: ['up'],
    user: [guest.pubkey],
    actor: [owner.pubkey],
  };
});
afterAll(() => community.close());

async function working(): Promise<readonly string[]> {
  const found = await Promise.all(
    ['active', 'paused'].map((status) => owner.call('GET', `/invites?limit=100&status=${status}`)),
  );
  return found.flatMap(({ body }) =>
    (body as unknown as { invites: readonly { code: string }[] }).invites.map(({ code }) => code),
  );
}

async function log(): Promise<readonly EventJson[]> {
  const { body } = await auditor.call('GET', '/audit/events?limit=1000');
  return (body as unknown as { events: readonly EventJson[] }).events;
}

/** All calls that read, with what they take. */
async function reads(): Promise<readonly (readonly [string, readonly Parameter[]])[]> {
  const { body } = await owner.call('GET', '/../openapi.json');
  const { paths } = body as unknown as {
    paths: Record<string, { get?: { parameters?: readonly Parameter[] } }>;
  };
  return Object.entries(paths).flatMap(([path, { get }]) =>
    get && path.startsWith('/api/v1/') ? [[path, get.parameters ?? []] as const] : [],
  );
}

/** Each way to ask: every value in the path, with what must be given, and each other parameter by itself. */
function* waysToAsk(path: string, parameters: readonly Parameter[]): Generator<string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter(({ in: place, name }) => place === 'query' && values[name]);
  const required = inQuery.filter(({ required: must }) => must);
  const queries = [[], ...inQuery.map((one) => [one])].flatMap((optional) => {
    const given = new Set([...required, ...optional].map(({ name }) => name));
    return combined([...given]).map((pairs) => pairs.map(([name, value]) => `${name}=${value}`));
  });
  for (const place of combined(inPath.map(({ name }) => name))) {
    const filled = place.reduce(
      (text, [name, value]) => text.replace(`{${name}}`, `${value}`),
      path,
    );
    for (const query of queries) yield `${filled}?${query.join('&')}`;
  }
}

type Pair = readonly [name: string, value: string | number];

function combined(names: readonly string[]): readonly (readonly Pair[])[] {
  const [first, ...others] = names;
  if (first === undefined) return [[]];
  const rest = combined(others);
  return (values[first] ?? []).flatMap((value) =>
    rest.map((pairs) => [[first, value] as const, ...pairs]),
  );
}

/** What a text says: receipts carry records in base64. */
function saidIn(text: string): string {
  const decoded = text
    .split(/[\s"]+/)
    .filter((word) => /^[A-Za-z0-9+/]{40,}=*$/.test(word))
    .map((word) => Buffer.from(word, 'base64').toString('latin1'));
  return [text, ...decoded].join('\n');
}

async function ask(person: Person, path: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${person.token}` };
  const answer = await fetch(community.url + path, { headers });
  return { status: answer.status, text: await answer.text() };
}

const receiptOf = (person: Person, position: number) =>
  ask(person, `/api/v1/audit/receipts/${position}`);

const told = (text: string): readonly string[] => {
  const said = saidIn(text);
  return secret.filter((code) => said.includes(code));
};

describe('whoever may see the log, and manages no invites', () => {
  it('has one with every kind of event that people cause', () => {
    const types = new Set(events.map(({ type }) => type));
    const missing = [...EVENT_REGISTRY.keys()].filter((type) => !types.has(type));
    expect(missing.filter((type) => !RARE.includes(type))).toEqual([]);
    expect(secret.length).toBeGreaterThan(2);
  });

  it('is told no code that works, by any call, however it is asked', async () => {
    const refused: string[] = [];
    for (const [path, parameters] of await reads()) {
      let answered = 0;
      for (const asking of waysToAsk(path, parameters)) {
        const { status, text } = await ask(auditor, asking);
        if (status === 200) answered++;
        expect({ asking, told: told(text) }).toEqual({ asking, told: [] });
      }
      if (answered === 0) refused.push(path);
    }
    expect(refused.sort()).toEqual(REFUSED);
  });

  it('is told no code in the receipt of any event', async () => {
    for (const position of times(events.length).map((index) => index + 1)) {
      const { status, text } = await receiptOf(auditor, position);
      expect({ position, status, told: told(text) }).toEqual({ position, status: 200, told: [] });
    }
  });

  it('is told nothing of what cannot be read, which could hold one', async () => {
    const { text } = await ask(auditor, '/api/v1/audit/export');
    const lines = text.split('\n').slice(0, -1);
    for (const position of unread) {
      expect(events[position - 1]).toMatchObject({ position, id: `~${position}`, data: null });
      expect(JSON.parse(lines[position - 1] ?? '')).toMatchObject({
        ...{ position, id: `~${position}`, data: null, masked: true },
      });
      const receipt = await receiptOf(auditor, position);
      expect(receipt.status).toBe(200);
      expect(receipt.text).not.toContain('\nextra ');
      expect((await receiptOf(owner, position)).text).toContain('\nextra ');
    }
  });

  it('is told no code by the gateway, from the first event on', async () => {
    const subscriber = await Subscriber.connect(community.url, auditor, 0);
    expect(told(JSON.stringify(subscriber.messages))).toEqual([]);
    expect(subscriber.of('MEMBER_JOIN').length).toBeGreaterThan(0);
    subscriber.close();
  });

  it('would be told them otherwise', async () => {
    const { body } = await owner.call('GET', '/audit/events?limit=1000');
    expect([...told(JSON.stringify(body))].sort()).toEqual([...secret].sort());
    const created = events.findLast(({ type }) => type === 'InviteCreated');
    expect(told((await receiptOf(owner, created?.position ?? 0)).text)).toHaveLength(1);
  });
});
