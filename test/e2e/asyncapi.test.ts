import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { newDatabase } from '../support/database.js';
import { memberBy, ownerOf, Person } from '../support/person.js';
import { PlainSubscriber } from '../support/plain-subscriber.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { Subscriber, type Message } from '../support/subscriber.js';

/** It comes after 30 s: `plain-gateway.spec.ts` does not wait for it either, but makes it come. */
const LATE = ['HEARTBEAT'];

interface Document {
  readonly channels: Readonly<
    Record<
      'plain' | 'socketIo',
      {
        readonly messages: object;
        readonly 'x-close-codes'?: Readonly<Record<string, { readonly code: number }>>;
      }
    >
  >;
  readonly operations: Readonly<
    Record<string, { readonly messages: readonly { readonly $ref: string }[] }>
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: object }>>;
  };
}

const root = join(import.meta.dirname, '..', '..');
const database = await newDatabase();
let server: RunningGatehouse;
let document: Document;
let validators: ReadonlyMap<string, ValidateFunction>;
/** Everything that was received, by gateway. */
let received: Readonly<Record<'plain' | 'socketIo', readonly Message[]>>;

beforeAll(async () => {
  server = await startGatehouse(database.url);
  const answer = await fetch(`${server.url}/api/asyncapi.json`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  document = (await answer.json()) as Document;
  const ajv = formats.default(new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }));
  validators = new Map(
    Object.entries(document.components.messages).map(([op, { payload }]) => [
      op,
      ajv.compile(payload),
    ]),
  );
  received = await everything();
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Makes happen whatever can, before an owner and a member on each of the gateways. */
async function everything(): Promise<typeof received> {
  const { url } = server;
  const owner = await ownerOf(server);
  const code = await owner.invite();
  const member = await memberBy(url, code);
  const plain = [
    await PlainSubscriber.connect(url, owner),
    await PlainSubscriber.connect(url, member),
  ];
  const socketIo = [await Subscriber.connect(url, owner), await Subscriber.connect(url, member)];

  const full = await owner.invite({
    max_uses: 1,
    expires_in_seconds: 3600,
    channel_id: 'general',
    label: 'one',
  });
  await owner.call('PATCH', `/invites/${code}`, { body: { paused: true } });
  await owner.call('PATCH', `/invites/${code}`, { body: { paused: false, label: 'all' } });
  const guest = await memberBy(url, full);
  await guest.call('PATCH', '/auth/me', { body: { display_name: 'Guest' } });
  await guest.call('DELETE', '/members/me');
  await owner.call('PATCH', '/server', { body: { membership_mode: 'open', icon: `${url}/i.png` } });
  await guest.call('POST', '/members/join');

  const { body: role } = await owner.call('POST', '/roles', {
    body: { name: 'Helper', color: '#3366ff', position: 5 },
  });
  await owner.call('PATCH', `/roles/${role.id}`, { body: { name: 'Friend' } });
  await guest.join(await owner.invite({ grant_role_id: role.id }));
  await owner.call('PUT', `/members/${member.pubkey}/roles/${role.id}`);
  await owner.call('DELETE', `/members/${member.pubkey}/roles/${role.id}`);
  await owner.call('DELETE', `/roles/${role.id}`);
  await owner.call('POST', `/members/${guest.pubkey}/kick`, { body: { reason: 'noise' } });
  await owner.call('POST', `/members/${guest.pubkey}/ban`, { body: { reason: 'noise' } });
  const stranger = new Person(url);
  await owner.call('POST', `/members/${stranger.pubkey}/ban`, { body: {} });
  await owner.call('DELETE', `/invites/${code}`, { headers: { 'x-audit-log-reason': 'over' } });
  const last = await owner.call('POST', '/roles', { body: { name: 'Last' } });

  for (const each of [...plain, ...socketIo]) {
    await each.until((messages) => messages.some(({ d }) => d.id === last.body.id));
  }
  plain.push(await PlainSubscriber.connect(url, owner, 1_000_000));
  plain.push(await PlainSubscriber.connect(url, owner, 0));
  socketIo.push(await Subscriber.connect(url, owner, 1_000_000));
  socketIo.push(await Subscriber.connect(url, owner, 0));
  const leaver = await memberBy(url, await owner.invite());
  const left = await Subscriber.connect(url, leaver);
  await leaver.call('DELETE', '/auth/session');
  await left.untilClosed();
  socketIo.push(left);
  for (const each of [...plain, ...socketIo]) each.close();
  return {
    plain: plain.flatMap(({ messages }) => messages),
    socketIo: socketIo.flatMap(({ messages }) => messages),
  };
}

/** What the server sends over a channel, by the document. */
function opsOf(operation: 'sendPlain' | 'sendSocketIo'): readonly string[] {
  const messages = document.operations[operation]?.messages ?? [];
  return messages.map(({ $ref }) => $ref.split('/').at(-1) ?? '');
}

describe('the AsyncAPI document', () => {
  const specification = join(root, 'node_modules/@asyncapi/specs/schemas/3.0.0.json');
  const schema = JSON.parse(readFileSync(specification, 'utf8')) as {
    readonly definitions: Readonly<Record<string, object>>;
  };
  // Ajv brings this one itself, and takes no second of the same name.
  const { 'http://json-schema.org/draft-07/schema': _, ...definitions } = schema.definitions;
  const ajv = formats.default(new Ajv({ strict: false, allErrors: true }));
  const validate = ajv.compile({ ...schema, definitions });

  it('is valid AsyncAPI 3.0', () => {
    validate(document);
    expect(validate.errors).toBeNull();
  });

  it('would not be, were anything in it unknown', () => {
    const { channels } = document;
    const plain = { ...channels.plain, closeCodes: {} };
    expect(validate({ ...document, channels: { ...channels, plain } })).toBe(false);
  });

  it('refers to nothing that is not there', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
    for (const [, path = ''] of references) {
      const target = path
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect({ path, target }).toEqual({ path, target: expect.anything() });
    }
  });

  it('speaks of every message that can be sent on either gateway', () => {
    expect(opsOf('sendPlain').filter((op) => op !== 'HEARTBEAT')).toEqual(
      opsOf('sendSocketIo').filter((op) => op !== 'CLOSE'),
    );
    expect(Object.keys(document.components.messages).toSorted()).toEqual(
      [
        ...opsOf('sendPlain'),
        'CLOSE',
        'IDENTIFY',
        'HEARTBEAT_ACK',
        'SUBSCRIBE',
        'UNSUBSCRIBE',
      ].toSorted(),
    );
  });
});

describe('what is received', () => {
  it.each(['plain', 'socketIo'] as const)('on %s is what the document says', (gateway) => {
    for (const message of received[gateway]) {
      const validate = validators.get(message.op);
      validate?.(message);
      expect({ message, errors: validate?.errors }).toEqual({ message, errors: null });
    }
  });

  it.each([
    ['plain', 'sendPlain'],
    ['socketIo', 'sendSocketIo'],
  ] as const)('on %s is everything that can be made to happen', (gateway, operation) => {
    const seen = new Set(received[gateway].map(({ op }) => op));
    const missing = opsOf(operation).filter((op) => !seen.has(op));
    expect(missing.filter((op) => !LATE.includes(op))).toEqual([]);
  });

  it('would not be, with one field more or one less', () => {
    for (const message of received.plain) {
      const validate = validators.get(message.op);
      const { t: _, ...timeless } = message;
      expect(validate?.({ ...message, more: 1 })).toBe(false);
      expect(validate?.({ ...message, d: { ...message.d, more: 1 } })).toBe(false);
      expect(validate?.(timeless)).toBe(false);
    }
  });
});

describe('docs/gateway.md', () => {
  const page = readFileSync(join(root, 'docs', 'gateway.md'), 'utf8');

  it('names every message', () => {
    for (const op of Object.keys(document.components.messages)) expect(page).toContain(`\`${op}\``);
  });

  it('names every close code', () => {
    const closings = Object.values(document.channels.plain['x-close-codes'] ?? {});
    expect(closings.length).toBeGreaterThan(0);
    for (const { code } of closings) expect(page).toMatch(new RegExp(`^\\| ${code} `, 'm'));
  });
});
