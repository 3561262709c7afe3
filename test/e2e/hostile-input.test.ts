import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { connect } from 'node:net';
import bs58 from 'bs58';
import { newDatabase } from '../support/database.js';
import { call, memberBy, ownerOf, Person, type Answer } from '../support/person.js';
import {
  expectAnyProblem,
  expectProblem,
  logPosition,
  type ProblemAnswer,
} from '../support/problem.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { until } from '../support/until.js';

const MAX_BODY = 64 * 1024;
const INVALID = [400, 'VALIDATION_FAILED'] as const;
const MALFORMED = [400, 'MALFORMED_JSON'] as const;
const NO_INVITE = [404, 'INVITE_NOT_FOUND'] as const;

const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;
let member: Person;
let outsider: Person;
/** An unlimited invite that no call here may change. */
let code: string;

beforeAll(async () => {
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
  code = await owner.invite();
  member = await memberBy(server.url, code);
  outsider = await Person.signedIn(server.url);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Runs calls that must all be refused, and checks that the log has not grown. */
async function writesNothing(calls: () => Promise<void>): Promise<void> {
  const before = await logPosition(server.url);
  await calls();
  expect(await logPosition(server.url)).toBe(before);
}

/** Makes a call for each of many cases and shows all whose answer is another than the expected. */
async function refusesEach<Case>(
  cases: readonly Case[],
  ask: (one: Case) => Promise<ProblemAnswer>,
  [status, code]: readonly [number, string],
): Promise<void> {
  await writesNothing(async () => {
    const given: string[] = [];
    const answers: ProblemAnswer[] = [];
    for (const one of cases) {
      const answer = await ask(one);
      answers.push(answer);
      given.push(`${nameOf(one)} → ${answer.status} ${codeOf(answer)}`);
    }
    expect(given).toEqual(cases.map((one) => `${nameOf(one)} → ${status} ${code}`));
    for (const answer of answers) expectProblem(answer, status, code);
  });
}

function nameOf(one: unknown): string {
  const name = typeof one === 'string' ? one : JSON.stringify({ one });
  return name.length > 120 ? `${name.slice(0, 120)}… (${name.length} characters)` : name;
}

function codeOf({ status, body }: ProblemAnswer): string {
  if (status < 400) return '';
  return String((body as { readonly code?: unknown }).code);
}

type Target = readonly [method: string, path: () => string];

/** Every call that takes a body; the owner may make them all. */
const WITH_BODY: readonly Target[] = [
  ['POST', () => '/invites'],
  ['PATCH', () => `/invites/${code}`],
  ['POST', () => `/invites/${code}/join`],
  ['POST', () => '/members/join'],
  ['PATCH', () => '/auth/me'],
  ['POST', () => '/auth/challenge'],
  ['POST', () => '/auth/verify'],
  ['POST', () => '/roles'],
  ['PATCH', () => '/server'],
  ['POST', () => '/moderation/branch'],
];

function toEachTarget(
  bodies: readonly (string | Buffer)[],
  expected: readonly [number, string],
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const cases = WITH_BODY.flatMap(([method, path]) =>
    bodies.map((rawBody) => ({ method, path: path(), rawBody })),
  );
  return refusesEach(
    cases,
    ({ method, path, rawBody }) => owner.call(method, path, { rawBody, headers }),
    expected,
  );
}

describe('bodies', () => {
  it('must be well-formed JSON', () =>
    toEachTarget(
      ['{', '{"a":}', "{'a':1}", '{"a":1,}', '{} {}', ' ', 'NaN', '{"a":01}', '['.repeat(60_000)],
      MALFORMED,
    ));

  it('must be JSON objects', () =>
    toEachTarget(['[]', '[{}]', '"text"', '5', 'null', 'true', '1e400'], INVALID));

  it('must not be nested deeply, and 10,000 levels do no harm', () =>
    toEachTarget(
      [
        '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
        `{"label":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      ],
      INVALID,
    ));

  it('must not hold the keys that reach for prototypes', () =>
    toEachTarget(
      [
        '{"__proto__":{"max_uses":5}}',
        '{"label":{"__proto__":{}}}',
        '{"\\u005f_proto__":{"isAdmin":true}}',
        '{"constructor":{"prototype":{"max_uses":5}}}',
      ],
      MALFORMED,
    ));

  it('must not hold fields that the call does not know', () =>
    toEachTarget(
      [
        '{"max_use":5}',
        '{"":1}',
        '{"code":"AAAAAAAA"}',
        '{"created_by":null}',
        '{"hasOwnProperty":1}',
        '{"toString":1}',
        '{"constructor":1}',
        '{"prototype":1}',
      ],
      INVALID,
    ));

  it('must be sent as JSON', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/jsonx',
      'application/merge-patch+json',
      '*/*',
      'json',
      '',
    ]) {
      await toEachTarget(['{}'], [415, 'UNSUPPORTED_MEDIA_TYPE'], { 'content-type': type });
    }
  });

  it('may name their charset', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const { status } = await owner.call('PATCH', '/auth/me', { rawBody: '{}', headers });
    expect(status).toBe(200);
  });

  it('must be UTF-8, however they are sent', async () => {
    const latin = Buffer.from('{"label":"caf\xe9"}', 'latin1');
    await refusesEach(
      [{ chunked: false }, { chunked: true }],
      ({ chunked }) => send('POST', '/api/v1/invites', { body: latin, chunked }),
      MALFORMED,
    );
  });

  it('must not be larger than 64 KiB', async () => {
    const inside = `{"label":"${'x'.repeat(MAX_BODY - 12)}"}`;
    expect(Buffer.byteLength(inside)).toBe(MAX_BODY);
    await refusesEach([inside], (rawBody) => owner.call('POST', '/invites', { rawBody }), INVALID);
    await toEachTarget([`${inside} `], [413, 'PAYLOAD_TOO_LARGE']);
  });

  it('must not be larger than 64 KiB when their length is not said before', () =>
    refusesEach(
      [Buffer.alloc(MAX_BODY + 1, ' '), Buffer.alloc(300_000, '[')],
      (body) => send('POST', '/api/v1/invites', { body, chunked: true }),
      [413, 'PAYLOAD_TOO_LARGE'],
    ));

  it('are refused for their announced size before they are sent', () =>
    writesNothing(async () => {
      const answer = await raw(
        server.url,
        `POST /api/v1/invites HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
          `Authorization: Bearer ${owner.token}\r\nContent-Type: application/json\r\n` +
          `Content-Length: 10000000000\r\n\r\n`,
      );
      expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
    }));

  it('are refused in the same way to those who are not signed in', () =>
    writesNothing(async () => {
      const post = (rawBody: string, headers = {}) =>
        call(server.url, 'POST', '/api/v1/invites', { rawBody, headers });
      expectProblem(await post('{'), 400, 'MALFORMED_JSON');
      expectProblem(await post(' '.repeat(MAX_BODY + 1)), 413, 'PAYLOAD_TOO_LARGE');
      expectProblem(
        await post('{}', { 'content-type': 'text/plain' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      );
    }));
});

describe('values', () => {
  const NOT_A_NUMBER = ['"5"', 'true', '[]', '{}', '[5]', '""'];
  const NO_WHOLE_NUMBER = ['1.5', '1e400', '-1e400', '9007199254740992', '1e21', '-1', '-0.5'];
  const NOT_TEXT = ['5', 'true', '[]', '{}', '["a"]'];
  const path = {
    create: ['POST', () => '/invites'],
    edit: ['PATCH', () => `/invites/${code}`],
    me: ['PATCH', () => '/auth/me'],
    role: ['POST', () => '/roles'],
    server: ['PATCH', () => '/server'],
    challenge: ['POST', () => '/auth/challenge'],
  } as const satisfies Record<string, Target>;

  const WRONG: readonly (readonly [Target, field: string, values: readonly string[]])[] = [
    [path.create, 'max_uses', [...NOT_A_NUMBER, ...NO_WHOLE_NUMBER, 'null', '100001']],
    [path.edit, 'max_uses', [...NOT_A_NUMBER, ...NO_WHOLE_NUMBER, 'null', '100001']],
    [path.create, 'expires_in_seconds', [...NOT_A_NUMBER, ...NO_WHOLE_NUMBER, '0', '315360001']],
    [path.edit, 'expires_in_seconds', [...NOT_A_NUMBER, ...NO_WHOLE_NUMBER, '-0', '315360001']],
    [path.create, 'label', NOT_TEXT],
    [path.edit, 'label', NOT_TEXT],
    [path.create, 'channel_id', [...NOT_TEXT, '""']],
    [path.create, 'grant_role_id', [...NOT_TEXT, '""', '"a b"', '"../x"', '"__proto__"', '"ä"']],
    [path.create, 'grant_role_id', [`"${'a'.repeat(33)}"`, '"admin\\n"', '"admin\\u0000"']],
    [path.edit, 'paused', ['"true"', '0', '1', 'null', '[]', '{}', '[true]']],
    [path.me, 'display_name', [...NOT_TEXT, '""']],
    [path.role, 'name', [...NOT_TEXT, '""', 'null']],
    [path.server, 'name', [...NOT_TEXT, '""', 'null']],
    [path.server, 'icon', ['5', '[]', '""', '"javascript:alert(1)"', '"ftp://x/y"']],
    [path.server, 'icon', ['"https://a b"', '"https://"', '"https://x/\\u202e"', '"data:,x"']],
    [path.server, 'icon', [`"https://x/${'y'.repeat(2000)}"`, '["https://x/"]']],
    [path.server, 'membership_mode', ['"OPEN"', '""', 'null', '5', '"constructor"', '["open"]']],
    [path.challenge, 'pubkey', [...NOT_TEXT, 'null', '""']],
  ];

  it.each(WRONG.map(([[method, at], field, values]) => ({ method, at, field, values })))(
    'of a wrong type or size are refused, and named: $method $field',
    ({ method, at, field, values }) =>
      refusesEach(
        values,
        async (value) => {
          const answer = await owner.call(method, at(), { rawBody: `{"${field}":${value}}` });
          expect(answer.body).toMatchObject({ errors: expect.anything() });
          expect(answer.body.errors.map((error) => error.field)).toContain(field);
          return answer;
        },
        INVALID,
      ),
  );

  it.each([
    ['permissions', ['"5"', '-1', '1.5', '16384', '1e400', 'null', '[]', '9007199254740992']],
    ['position', ['"5"', '0', '-0', '1.5', '1e400', 'null', '[]', '9007199254740992']],
    ['color', ['"red"', '"#fff"', '"#gggggg"', '"#3366ff\\n"', '"#3366ff00"', '5', '[]', '""']],
  ])('of a role that make no sense are refused: %s', (field, values) =>
    refusesEach(
      values,
      (value) => owner.call('POST', '/roles', { rawBody: `{"name":"x","${field}":${value}}` }),
      INVALID,
    ),
  );

  it('name no role when they only have the form of an id, or the name of a property', () =>
    refusesEach(
      ['nosuchrole', 'constructor', 'toString', 'hasOwnProperty', '0', 'ADMIN'],
      (grant_role_id) => owner.call('POST', '/invites', { body: { grant_role_id } }),
      [400, 'ROLE_NOT_GRANTABLE'],
    ));

  it('take minus zero for zero', async () => {
    const { status, body } = await owner.call('POST', '/invites', { rawBody: '{"max_uses":-0}' });
    expect({ status, uses: body.max_uses, sign: Object.is(body.max_uses, 0) }).toEqual({
      status: 201,
      uses: 0,
      sign: true,
    });
  });
});

describe('texts', () => {
  const TEXTS: readonly (readonly [Target, field: string, longest: number])[] = [
    [['POST', () => '/invites'], 'label', 100],
    [['POST', () => '/invites'], 'channel_id', 64],
    [['PATCH', () => `/invites/${code}`], 'label', 100],
    [['PATCH', () => '/auth/me'], 'display_name', 64],
    [['POST', () => '/roles'], 'name', 64],
    [['PATCH', () => '/server'], 'name', 100],
  ];
  const fields = TEXTS.map(([[method, at], field, longest]) => ({ method, at, field, longest }));

  it.each(fields)(
    'hold no control character, lone surrogate or direction override: $method $field',
    ({ method, at, field }) =>
      refusesEach(
        [
          '\\u0000',
          'a\\u0000b',
          'a\\nb',
          'a\\tb',
          '\\u001b[31m',
          '\\u007f',
          '\\u0085',
          '\\ud800',
          'a\\udc00',
          '\\udc00\\ud800',
          '\\u202e',
          'a\\u202ab',
          'a\\u2066b\\u2069',
        ],
        (text) => owner.call(method, at(), { rawBody: `{"${field}":"${text}"}` }),
        INVALID,
      ),
  );

  it.each(fields)(
    'are no longer than $longest characters: $method $field',
    ({ method, at, field, longest }) =>
      refusesEach(
        ['x'.repeat(longest + 1), '🚪'.repeat(longest + 1), 'x'.repeat(60_000)],
        (text) => owner.call(method, at(), { body: { [field]: text } }),
        INVALID,
      ),
  );

  it.each(fields)(
    'may be $longest characters, whatever these are: $method $field',
    async ({ method, at, field, longest }) => {
      const text = '🚪'.repeat(longest);
      const { status, body } = await owner.call(method, at(), { body: { [field]: text } });
      expect([200, 201]).toContain(status);
      expect(body).toMatchObject({ [field]: text });
    },
  );
});

describe('paths', () => {
  const NO_CODES = [
    'AAAAAAA',
    'A'.repeat(33),
    'A'.repeat(5000),
    '%20AAAAAAAA',
    'AAAAAAAA%0A',
    'AAAAAAAA%00',
    '%00',
    '%E2%80%AEAAAAAAAA',
    '%F0%9F%9A%AA%F0%9F%9A%AA',
    '%EF%BC%A1%EF%BC%A1%EF%BC%A1%EF%BC%A1%EF%BC%A1%EF%BC%A1%EF%BC%A1%EF%BC%A1',
    '..%2f',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f%2e%2e%2fhealthz',
    '..%5c..%5c',
    "'%20OR%201=1--",
    '%27%3B%20DROP%20TABLE%20events%3B--',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '%7B%7D',
    '%25',
    '%2500AAAAAAAA',
    '*',
    ':code',
  ];
  const MALFORMED_CODES = ['%ff', '%c0%ae%c0%ae', '%', '%zz', 'AAAAAAAA%', '%E2%80', '%ED%A0%80'];

  /** Every call that has an invite's code in its path, with the headers that it needs. */
  const BY_CODE = [
    ['GET', ''],
    ['GET', '/details'],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/join'],
  ] as const;

  it.each(BY_CODE)('with a code of any characters lead nowhere: %s /invites/…%s', (method, tail) =>
    refusesEach(NO_CODES, (text) => asOwner(method, `/api/v1/invites/${text}${tail}`), NO_INVITE),
  );

  it('tell codes in another case from the code', () => {
    const swapped = [...code].map((c) =>
      c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase(),
    );
    const others = [swapped.join(''), code.toLowerCase(), code.toUpperCase()];
    return refusesEach(
      others.filter((other) => other !== code),
      (other) => outsider.join(other),
      NO_INVITE,
    );
  });

  it.each(BY_CODE)('that are malformed are refused: %s /invites/…%s', (method, tail) =>
    refusesEach(
      MALFORMED_CODES,
      (text) => asOwner(method, `/api/v1/invites/${text}${tail}`),
      MALFORMED,
    ),
  );

  it('of members name nobody unless they hold the key of one', () =>
    refusesEach(
      [
        ...NO_CODES,
        new Person(server.url).pubkey,
        outsider.pubkey,
        `${member.pubkey}1`,
        `1${member.pubkey}`,
        `%20${member.pubkey}`,
        `${member.pubkey}%0A`,
        outsider.userId,
        '0'.repeat(44),
        'z'.repeat(44),
      ],
      (text) => asOwner('GET', `/api/v1/members/${text}`),
      [404, 'MEMBER_NOT_FOUND'],
    ));

  it('that are no route lead nowhere', () =>
    refusesEach(
      [
        '//',
        '/api',
        '/api/v1',
        '/api/v1/',
        '/api/v2/server',
        '/API/V1/server',
        '//api/v1/server',
        '/api/v1/../../healthz',
        '/api/v1/invites/a/b/c',
        '/api/v1/invites//join',
        '/.env',
        '/api/docs/../../../../package.json',
        '/data/gatehouse.db',
      ],
      (path) => asOwner('GET', path),
      [404, 'NOT_FOUND'],
    ));

  it('take no method that they do not know, and say which they do', async () => {
    const refused = [405, 'METHOD_NOT_ALLOWED'] as const;
    const methods = ['PUT', 'TRACE', 'OPTIONS', 'PROPFIND'];
    await refusesEach(methods, (method) => asOwner(method, '/api/v1/server'), [...refused]);
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await asOwner(method, `/api/v1/invites/${code}/join`);
      expect([status, headers.allow]).toEqual([405, 'POST']);
    }
    const tile = await asOwner('POST', '/log/tile/0/000');
    expect([tile.status, tile.headers.allow]).toEqual([405, 'GET, HEAD']);
    const { headers } = await asOwner('PUT', '/api/v1/server');
    expect(headers.allow).toBe('GET, HEAD, PATCH');
    const counts = await asOwner('DELETE', '/api/v1/invites/counts/');
    expect([404, 405]).toContain(counts.status);
    expect((await asOwner('PUT', `/api/v1/invites/${code}`)).headers.allow).toBe(
      'DELETE, GET, HEAD, PATCH',
    );
  });

  it('that are longer than any header may be are refused', () =>
    writesNothing(async () => {
      const path = `/api/v1/invites/${'A'.repeat(20_000)}`;
      expectAnyProblem(await raw(server.url, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
    }));

  it.each([
    ['no HTTP', 'GARBAGE\r\n\r\n'],
    ['an unknown method', 'FOO /api/v1/server HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a control character in a header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n'],
    [
      'two lengths',
      'POST /api/v1/auth/challenge HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n{}',
    ],
  ])('and messages that are %s are refused', (_, message) =>
    writesNothing(async () => {
      const answer = await raw(server.url, message);
      expect(answer.status).toBe(400);
      expectAnyProblem(answer);
    }),
  );
});

describe('sessions', () => {
  it('are opened by exactly one well-formed header', () => {
    const { token } = owner;
    const changed = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    return refusesEach(
      [
        '',
        'Bearer',
        'Bearer ',
        token,
        `Basic ${token}`,
        `Token ${token}`,
        `Bearer${token}`,
        `Bearer: ${token}`,
        `Bearer ${token} ${token}`,
        `Bearer ${token},`,
        `Bearer ${token}, Bearer ${token}`,
        `Bearer "${token}"`,
        `Bearer ${changed}`,
        `Bearer ${token.slice(0, -1)}`,
        `Bearer ${token}A`,
        `Bearer ${'A'.repeat(10_000)}`,
        'Bearer schlüssel',
        'Bearer ../../etc/passwd',
        "Bearer ' OR 1=1--",
        'Bearer undefined',
        'Bearer __proto__',
        'Bearer null',
      ],
      async (authorization) => {
        const answer = await owner.call('POST', '/invites', {
          body: {},
          headers: { authorization },
        });
        expect(answer.headers['www-authenticate']).toBe('Bearer');
        return answer;
      },
      [401, 'UNAUTHENTICATED'],
    );
  });

  it('are asked for on every call that is not public', () =>
    refusesEach(
      [
        ['POST', '/invites'],
        ['GET', '/invites'],
        ['GET', `/invites/${code}/details`],
        ['PATCH', `/invites/${code}`],
        ['DELETE', `/invites/${code}`],
        ['POST', `/invites/${code}/join`],
        ['POST', '/members/join'],
        ['DELETE', '/members/me'],
        ['GET', '/members'],
        ['GET', `/members/${member.pubkey}`],
        ['GET', '/auth/me'],
        ['PATCH', '/auth/me'],
        ['DELETE', '/auth/session'],
        ['GET', '/roles'],
        ['POST', '/roles'],
        ['PATCH', '/server'],
        ['GET', '/audit/events'],
        ['GET', `/audit/invites/${code}`],
        ['GET', `/audit/members/${member.pubkey}`],
        ['GET', `/audit/invites/${code}/tree`],
        ['GET', `/audit/members/${member.pubkey}/tree`],
        ['GET', `/audit/invites/${code}/refusals`],
        ['GET', `/audit/members/${member.pubkey}/refusals`],
        ['GET', '/audit/members'],
        ['GET', '/audit/roles/admin'],
        ['GET', '/audit/server'],
        ['GET', '/audit/diff'],
        ['GET', '/audit/export'],
        ['GET', '/audit/head'],
        ['GET', '/audit/witnesses'],
        ['GET', '/audit/verify'],
        ['POST', '/moderation/branch'],
        ['GET', '/audit/consistency'],
        ['GET', '/audit/receipts/1'],
        ['GET', '/members/me/receipt'],
      ] as const,
      ([method, path]) => call(server.url, method, `/api/v1${path}`),
      [401, 'UNAUTHENTICATED'],
    ));

  it('end when their time is up', async () => {
    const fresh = await newDatabase();
    const short = await startGatehouse(fresh.url, {
      GATEHOUSE_SESSION_TTL_SECONDS: '1',
    });
    try {
      const { token } = await Person.signedIn(short.url);
      const me = () => call(short.url, 'GET', '/api/v1/auth/me', { token });
      const position = await logPosition(short.url);
      let answer: Answer | undefined;
      await until('the session has ended', async () => (answer = await me()).status !== 200);
      if (!answer) throw new Error('It was not asked.');
      expectProblem(answer, 401, 'UNAUTHENTICATED');
      const link = short.ownerLink?.split('/').at(-1) ?? '';
      const late = await call(short.url, 'POST', `/api/v1/invites/${link}/join`, { token });
      expectProblem(late, 401, 'UNAUTHENTICATED');
      expect(await logPosition(short.url)).toBe(position);
    } finally {
      await short.stop();
      await fresh.drop();
    }
  });
});

describe('signing in', () => {
  const challengeOf = async ({ pubkey }: Person): Promise<string> => {
    const answer = await call(server.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } });
    expect(answer.status).toBe(200);
    return answer.body.challenge;
  };
  const verify = (pubkey: unknown, signature: unknown): Promise<Answer> =>
    call(server.url, 'POST', '/api/v1/auth/verify', { body: { pubkey, signature } });
  const FAILED = [401, 'CHALLENGE_FAILED'] as const;

  it('needs a well-formed public key', async () => {
    const bytes = bs58.decode(outsider.pubkey);
    const keys = [
      'abc',
      bs58.encode(bytes.slice(0, 31)),
      bs58.encode(Buffer.concat([bytes, Buffer.from([1])])),
      `0${outsider.pubkey.slice(1)}`,
      `${outsider.pubkey.slice(1)}l`,
      ` ${outsider.pubkey}`,
      `${outsider.pubkey}\n`,
      `${outsider.pubkey}\u0000`,
      Buffer.from(bytes).toString('base64'),
      Buffer.from(bytes).toString('hex'),
      'z'.repeat(44),
      '1'.repeat(60_000),
      '１'.repeat(32),
    ];
    await refusesEach(
      keys,
      (pubkey) => call(server.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } }),
      INVALID,
    );
    await refusesEach(keys, (pubkey) => verify(pubkey, 'A'.repeat(88)), INVALID);
  });

  it('needs a signature of the right form', async () => {
    const person = new Person(server.url);
    const right = person.sign(await challengeOf(person));
    const bytes = Buffer.from(right, 'base64');
    await refusesEach(
      [
        '!!!!',
        'A'.repeat(88),
        bytes.subarray(0, 63).toString('base64'),
        Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64'),
        bytes.toString('hex'),
        Buffer.alloc(64, 255).toString('base64'),
        Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]).toString('base64'),
      ],
      (signature) => verify(person.pubkey, signature),
      FAILED,
    );
    await refusesEach(
      ['', 'A'.repeat(201), `${right}\u0000`, 5, null, [right], {}, true, undefined],
      (signature) => verify(person.pubkey, signature),
      INVALID,
    );
    // None of these used the challenge up.
    expect((await verify(person.pubkey, right)).status).toBe(200);
  });

  it('needs a signature over the text of the challenge, not over its bytes', async () => {
    const person = new Person(server.url);
    const challenge = await challengeOf(person);
    const other = Buffer.from(challenge, 'base64').toString('latin1');
    await refusesEach([other], (text) => verify(person.pubkey, person.sign(text)), FAILED);
  });

  it('takes a challenge once', async () => {
    const person = new Person(server.url);
    const signature = person.sign(await challengeOf(person));
    expect((await verify(person.pubkey, signature)).status).toBe(200);
    await refusesEach([signature, signature], (again) => verify(person.pubkey, again), FAILED);
  });

  it('takes one challenge once, however many send it at the same time', async () => {
    const person = new Person(server.url);
    const signature = person.sign(await challengeOf(person));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => verify(person.pubkey, signature)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectProblem(answer, ...FAILED);
    }
  });

  it("does not take somebody else's challenge", async () => {
    const alice = new Person(server.url);
    const bob = new Person(server.url);
    const challenge = await challengeOf(alice);
    await refusesEach(
      [
        { pubkey: bob.pubkey, signature: bob.sign(challenge) },
        { pubkey: alice.pubkey, signature: bob.sign(challenge) },
        { pubkey: bob.pubkey, signature: alice.sign(challenge) },
      ],
      ({ pubkey, signature }) => verify(pubkey, signature),
      FAILED,
    );
    expect((await verify(alice.pubkey, alice.sign(challenge))).status).toBe(200);
  });

  it('needs a challenge that was asked for', () => {
    const person = new Person(server.url);
    const made = Buffer.alloc(32, 7).toString('base64');
    return refusesEach(['', made], (text) => verify(person.pubkey, person.sign(text)), FAILED);
  });

  it('is not possible with a key for which everybody can sign', () => {
    // The neutral point (RFC 8032): R = A, S = 0 satisfies the equation for every message.
    const neutral = Buffer.alloc(32);
    neutral[0] = 1;
    const pubkey = bs58.encode(neutral);
    const signature = Buffer.concat([neutral, Buffer.alloc(32)]).toString('base64');
    return writesNothing(async () => {
      await call(server.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } });
      const answer = await verify(pubkey, signature);
      expect([400, 401]).toContain(answer.status);
      expectAnyProblem(answer);
    });
  });
});

describe('conditions and keys', () => {
  it('If-Match holds for the tag of the present version alone, and is refused when it is none', async () => {
    const { version } = (await owner.call('GET', `/invites/${code}/details`)).body;
    await refusesEach(
      [
        '',
        '"0"',
        `"-${version}"`,
        `"${version}`,
        `'${version}'`,
        `"0${version}"`,
        `"${version}.0"`,
        `"${version}e0"`,
        '""',
        'abc',
        '"9007199254740993"',
        `"${'1'.repeat(5000)}"`,
        '"0", "x", W/"1"',
        '**',
        'ä',
      ],
      (header) =>
        owner.call('PATCH', `/invites/${code}`, {
          body: { label: 'changed' },
          headers: { 'if-match': header },
        }),
      INVALID,
    );
    await refusesEach(
      [`"${version + 1}"`, `W/"${version + 1}"`, `${version + 1}`, `"${version + 1}", "999"`],
      (header) =>
        owner.call('PATCH', `/invites/${code}`, {
          body: { label: 'changed' },
          headers: { 'if-match': header },
        }),
      [412, 'VERSION_MISMATCH'],
    );
  });

  it('If-Match takes the tag as proxies and clients give it back', async () => {
    for (const form of ['"N"', 'W/"N"', '"N-gzip"', 'N', '"999", "N"']) {
      const { version } = (await owner.call('GET', `/invites/${code}/details`)).body;
      const answer = await owner.call('PATCH', `/invites/${code}`, {
        body: { label: `For ${form}` },
        headers: { 'if-match': form.replace('N', String(version)) },
      });
      expect([form, answer.status]).toEqual([form, 200]);
    }
  });

  it('X-Audit-Log-Reason is read as UTF-8, as it is sent', async () => {
    const doomed = await owner.invite();
    const { status } = await raw(
      server.url,
      `DELETE /api/v1/invites/${doomed} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Authorization: Bearer ${owner.token}\r\nX-Audit-Log-Reason: café ☕\r\n\r\n`,
    );
    expect(status).toBe(204);
    const { body } = await owner.call('GET', `/invites/${doomed}/details`);
    expect(body.revoke_reason).toBe('café ☕');
  });

  it('an Idempotency-Key is of a request by what it means', async () => {
    const make = (rawBody: string) =>
      owner.call('POST', '/invites', { rawBody, headers: { 'idempotency-key': 'any-order' } });
    const first = await make('{"label":"One","max_uses":3}');
    const again = await make('{ "max_uses": 3, "label": "One" }');
    expect([again.status, again.body.code]).toEqual([201, first.body.code]);
  });

  it('Idempotency-Key is 1 to 255 visible characters', () => {
    const keys = ['', 'x'.repeat(256), 'a b', 'a\tb', 'schlüssel', '\u00a0', 'x'.repeat(10_000)];
    const paths = ['/invites', `/invites/${code}/join`, '/members/join'];
    return refusesEach(
      paths.flatMap((path) => keys.map((key) => ({ path, key }))),
      ({ path, key }) =>
        owner.call('POST', path, { body: {}, headers: { 'idempotency-key': key } }),
      INVALID,
    );
  });

  it('Idempotency-Key is sent once', () =>
    writesNothing(async () => {
      const answer = await raw(
        server.url,
        `POST /api/v1/invites HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
          `Authorization: Bearer ${owner.token}\r\nIdempotency-Key: a\r\n` +
          `Idempotency-Key: b\r\nContent-Length: 0\r\n\r\n`,
      );
      expectProblem(answer, ...INVALID);
    }));

  it('X-Audit-Log-Reason is text of at most 512 characters', async () => {
    const doomed = await owner.invite();
    await refusesEach(
      ['x'.repeat(513), '%F0%9F%9A%AA'.repeat(513), 'a%00b', 'a%0Ab', 'a\tb', '%E2%80%AE'],
      (reason) =>
        owner.call('DELETE', `/invites/${doomed}`, { headers: { 'x-audit-log-reason': reason } }),
      INVALID,
    );
    const { body } = await owner.call('GET', `/invites/${doomed}/details`);
    expect(body).toMatchObject({ status: 'active', revoke_reason: null });
    const reason = '🚪'.repeat(512);
    const revoked = await owner.call('DELETE', `/invites/${doomed}`, {
      headers: { 'x-audit-log-reason': encodeURIComponent(reason) },
    });
    expect(revoked.status).toBe(204);
    const after = await owner.call('GET', `/invites/${doomed}/details`);
    expect(after.body.revoke_reason).toBe(reason);
  });
});

describe('queries', () => {
  const PAGED = [
    'limit=0',
    'limit=-1',
    'limit=101',
    'limit=1.5',
    'limit=1e1',
    'limit=0x10',
    'limit=abc',
    'limit=',
    'limit=%2B5',
    'limit=%205',
    'limit=5%20',
    'limit=%D9%A3',
    'limit=99999999999999999999',
    'limit=5&limit=6',
    'limit=5&limit=5',
    'limit[]=5',
    'limit[a]=5',
    'cursor=0',
    'cursor=-1',
    'cursor=abc',
    'cursor=',
    'cursor=1e3',
    'cursor=01',
    'cursor=%00',
    'cursor=9999999999999999',
    'cursor=1&cursor=2',
    'page=2',
    'limits=5',
    '=5',
    'constructor=1',
    'toString=1',
    '__proto__=1',
    '__proto__[limit]=5',
  ];

  it.each(['/invites', '/members', '/invites/{code}/details'])(
    'with bad cursors, limits, doubled or unknown parameters are refused: GET %s',
    (path) =>
      refusesEach(
        PAGED,
        (query) => asOwner('GET', `/api/v1${path.replace('{code}', code)}?${query}`),
        INVALID,
      ),
  );

  it('for invites name a known status and a user id', () =>
    refusesEach(
      [
        'status=ACTIVE',
        'status=',
        'status=deleted',
        'status=constructor',
        'status=active&status=all',
        'status[]=all',
        'created_by=',
        'created_by=me',
        `created_by=${owner.userId.toUpperCase()}G`,
        `created_by=${owner.userId}0`,
        `created_by=${owner.userId}&created_by=${owner.userId}`,
        `created_by=${owner.pubkey}`,
      ],
      (query) => asOwner('GET', `/api/v1/invites?${query}`),
      INVALID,
    ));

  it('of the audit are checked in the same way', () =>
    refusesEach(
      [
        ...['export?after=-1', 'export?after=1.5', 'export?limit=5', 'export?after=1&after=2'],
        ...['members?position=0', 'members?at=now', 'members?at=2026-11-22T10:00:00Z&position=1'],
        ...['diff', 'diff?from=2026-02-30T00:00:00Z', 'diff?from_position=2&to_position=1'],
        ...[`members/${member.userId}/tree?direction=in`, `members/${member.userId}/tree?depth=-1`],
        ...[`members/${member.userId}/refusals?limit=0`, `invites/${code}/refusals?user=somebody`],
        ...[
          'events?after=%00',
          'events?stream=%E2%80%AE',
          'events?__proto__=1',
          'server?order=sideways',
        ],
      ],
      (path) => asOwner('GET', `/api/v1/audit/${path}`),
      INVALID,
    ));

  it('that are malformed are refused', () =>
    refusesEach(
      ['%', 'limit=%', '%ff=%ff', 'a'.repeat(10_000)],
      (query) => asOwner('GET', `/api/v1/invites?${query}`),
      INVALID,
    ));
});

/** A request whose path goes out as it is written. */
function asOwner(method: string, path: string): Promise<ProblemAnswer> {
  return send(method, path, {});
}

function send(
  method: string,
  path: string,
  options: { readonly body?: Buffer; readonly chunked?: boolean },
): Promise<ProblemAnswer> {
  const { hostname, port } = new URL(server.url);
  const { body, chunked = false } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path,
        headers: {
          authorization: `Bearer ${owner.token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...(body && !chunked && { 'content-length': body.length }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, body: jsonIn(Buffer.concat(chunks).toString()) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends bytes that no HTTP client would send, and reads one answer. */
function raw(url: string, message: string): Promise<ProblemAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(message));
    let text = '';
    const finish = (): void => {
      const [head = '', body = ''] = text.split('\r\n\r\n', 2);
      const [first = '', ...lines] = head.split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      resolve({ status: Number(first.split(' ')[1]), headers, body: jsonIn(body) });
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      const body = text.split('\r\n\r\n', 2)[1];
      if (length !== undefined && body !== undefined && body.length >= Number(length)) {
        socket.destroy();
        finish();
      }
    });
    socket.on('end', finish);
    socket.on('error', reject);
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { notJson: text };
  }
}
