import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import fc from 'fast-check';
import { newDatabase } from '../support/database.js';
import { memberBy, ownerOf, Person } from '../support/person.js';
import { CODES_OF, expectAnyProblem, type ProblemAnswer } from '../support/problem.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { count, figure, progressOf, rounds, SEED } from '../support/proof.js';

/** Requests for each operation and caller; what is under test is the sum of them. */
const RUNS = rounds(20);

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Whether there can be fields that are not described. */
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

type Content = Readonly<
  Record<string, { readonly schema: Schema; readonly example?: object; readonly examples?: object }>
>;

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly schema: Schema;
  readonly example?: unknown;
}

interface Header {
  /** Whether every such answer has it. */
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Content;
        readonly headers?: Readonly<Record<string, Header>>;
      }
    >
  >;
  readonly security: readonly unknown[];
  readonly description?: string;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The contract of `product.md`: every call of the API, and of the operator. */
const CONTRACT = [
  'POST /api/v1/invites',
  'GET /api/v1/invites',
  'GET /api/v1/invites/counts',
  'GET /api/v1/invites/{code}',
  'GET /api/v1/invites/{code}/details',
  'PATCH /api/v1/invites/{code}',
  'DELETE /api/v1/invites/{code}',
  'POST /api/v1/invites/{code}/join',
  'POST /api/v1/members/join',
  'DELETE /api/v1/members/me',
  'GET /api/v1/members',
  'GET /api/v1/members/{pubkey}',
  'POST /api/v1/members/{pubkey}/kick',
  'POST /api/v1/members/{pubkey}/ban',
  'POST /api/v1/members/{pubkey}/erase',
  'POST /api/v1/moderation/branch',
  'GET /api/v1/bans',
  'DELETE /api/v1/bans/{pubkey}',
  'GET /api/v1/allowlist',
  'POST /api/v1/allowlist',
  'DELETE /api/v1/allowlist/{pubkey}',
  'GET /api/v1/server',
  'PATCH /api/v1/server',
  'POST /api/v1/server/owner',
  'GET /api/v1/roles',
  'POST /api/v1/roles',
  'PUT /api/v1/roles/order',
  'PATCH /api/v1/roles/{id}',
  'DELETE /api/v1/roles/{id}',
  'PUT /api/v1/members/{pubkey}/roles/{role_id}',
  'DELETE /api/v1/members/{pubkey}/roles/{role_id}',
  'GET /api/v1/auth/sessions',
  'DELETE /api/v1/auth/sessions/{id}',
  'DELETE /api/v1/auth/sessions',
  'POST /api/v1/auth/challenge',
  'POST /api/v1/auth/verify',
  'GET /api/v1/auth/me',
  'PATCH /api/v1/auth/me',
  'DELETE /api/v1/auth/session',
  'GET /api/v1/audit/events',
  'GET /api/v1/audit/invites/{code}',
  'GET /api/v1/audit/members/{pubkey}',
  'GET /api/v1/audit/invites/{code}/tree',
  'GET /api/v1/audit/members/{pubkey}/tree',
  'GET /api/v1/audit/members',
  'GET /api/v1/audit/diff',
  'GET /api/v1/audit/joins',
  'GET /api/v1/audit/invites/{code}/funnel',
  'GET /api/v1/audit/refusals',
  'GET /api/v1/audit/invites/{code}/refusals',
  'GET /api/v1/audit/members/{pubkey}/refusals',
  'GET /api/v1/audit/roles/{id}',
  'GET /api/v1/audit/server',
  'GET /api/v1/audit/export',
  'GET /api/v1/audit/consistency',
  'GET /api/v1/audit/head',
  'GET /api/v1/audit/witnesses',
  'GET /api/v1/audit/verify',
  'GET /api/v1/audit/receipts/{position}',
  'GET /api/v1/members/me/receipt',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
];
/** Those which came first; a document without them is broken. */
const CORE = CONTRACT.filter(
  (call) => !/kick|ban|allowlist|audit|receipt|roles\/|roles$/.test(call),
);

const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;
/** Somebody who may come to harm: leave, be kicked, be banned. */
let wretch: Person;
let served: object;
let schemas: Readonly<Record<string, Schema>>;
let routes: readonly Route[];
let tokens: Readonly<Record<'owner' | 'member' | 'outsider' | 'wretch', string>>;
/** Codes of invites in every state, and of those that the tests create. */
const codes: string[] = [];
const pubkeys: string[] = [];
/** An invite that lets the wretch in again. */
let wayBack: string;

beforeAll(async () => {
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
  wayBack = await owner.invite();
  const member = await memberBy(server.url, await owner.invite({ max_uses: 1 }));
  wretch = await memberBy(server.url, wayBack);
  const outsider = await Person.signedIn(server.url);
  tokens = {
    owner: owner.token,
    member: member.token,
    outsider: outsider.token,
    wretch: wretch.token,
  };
  pubkeys.push(owner.pubkey, wretch.pubkey, new Person(server.url).pubkey);
  const paused = await owner.invite();
  await owner.call('PATCH', `/invites/${paused}`, { body: { paused: true } });
  const revoked = await owner.invite();
  await owner.call('DELETE', `/invites/${revoked}`);
  const expired = await owner.invite({ expires_in_seconds: 1 });
  codes.push(paused, revoked, expired, 'NoSuch00');
  for (let made = 0; made < 5; made++) codes.push(await owner.invite({ max_uses: made }));
  const { body } = await owner.call('GET', '/../openapi.json');
  const document = body as unknown as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  served = document;
  ({ schemas } = document.components);
  routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

describe('the document', () => {
  const names = (): string[] => routes.map(({ method, path }) => `${method} ${path}`);

  it('holds the core of the contract, and nothing beyond the contract', () => {
    expect(names()).toEqual(expect.arrayContaining(CORE));
    expect(CONTRACT).toEqual(expect.arrayContaining(names()));
  });

  it('holds exactly the calls that are there', async () => {
    const there: string[] = [];
    for (const name of CONTRACT) {
      const [method = '', template = ''] = name.split(' ');
      const path = template.replace(/\{[^}]*\}/g, 'NoSuch00');
      const { status, body } = await send({ method, path, headers: {} });
      const { code } = body as { readonly code?: string };
      if (!(status === 404 && code === 'NOT_FOUND')) there.push(name);
    }
    expect(there.sort()).toEqual(names().sort());
  });

  it('names every operation differently, and says what it does', () => {
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operation } of routes) expect(operation.summary).toMatch(/\S/);
  });

  it('describes the answer of success with its shape, except where there is none', () => {
    const bare = routes.filter(({ operation }) => {
      const success = Object.entries(operation.responses).find(([status]) => status < '300');
      if (!success) return true;
      return success[0] !== '204' && success[1].content === undefined;
    });
    expect(bare.map(({ path }) => path)).toEqual(['/healthz', '/readyz', '/metrics']);
  });

  it('documents the errors of each operation as problems, by code', () => {
    for (const { path, operation } of routes) {
      const errors = Object.entries(operation.responses).filter(([status]) => status >= '400');
      for (const [status, response] of errors) {
        expect({ path, type: Object.keys(response.content ?? {}) }).toEqual({
          path,
          type: ['application/problem+json'],
        });
        const codes = codesIn(response.description);
        expect(codes).not.toHaveLength(0);
        expect(CODES_OF[Number(status)]).toEqual(expect.arrayContaining(codes));
      }
    }
  });

  it('says of each operation what it refuses: no session, a wrong body, a wrong query', () => {
    for (const { operation } of routes) {
      const documented = Object.values(operation.responses).flatMap(({ description }) =>
        codesIn(description),
      );
      const expected = [
        ...(operation.security.length > 0 ? ['UNAUTHENTICATED'] : []),
        ...(operation.requestBody ? ['VALIDATION_FAILED', 'MALFORMED_JSON'] : []),
        ...(operation.parameters?.some((parameter) => parameter.in !== 'path')
          ? [operation.operationId.endsWith('_edit') ? 'VERSION_MISMATCH' : 'VALIDATION_FAILED']
          : []),
      ];
      expect({ id: operation.operationId, documented }).toEqual({
        id: operation.operationId,
        documented: expect.arrayContaining(expected),
      });
    }
  });

  it('says that a token is opaque: nobody is to look for claims in it', () => {
    const { components } = served as { components: { securitySchemes: object } };
    expect(components.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'opaque' },
    });
  });

  it('is without a fault to a linter', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const source = JSON.stringify(served);
    const found = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    const faults = found.filter(({ severity }) => severity === 'error');
    expect(faults.map(({ message, location }) => [message, location[0]?.pointer])).toEqual([]);
  });

  it('says of each operation in a sentence or two what it does', () => {
    for (const { operation } of routes) {
      const { operationId, description = '' } = operation;
      expect([operationId, description]).toEqual([
        operationId,
        expect.stringMatching(/^[A-Z`].*\.$/s),
      ]);
    }
  });

  it('has an example of each error, under its code', () => {
    for (const { operation } of routes) {
      for (const { description, content } of Object.values(operation.responses)) {
        const problem = content?.['application/problem+json'];
        if (problem) expect(Object.keys(problem.examples ?? {})).toEqual(codesIn(description));
      }
    }
  });

  it('has only whole numbers, and takes no field of a body that it does not know', () => {
    expect(JSON.stringify(served)).not.toContain('"type":"number"');
    for (const { operation } of routes) {
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        expect(resolved(schema).additionalProperties).toBe(false);
        expect(JSON.stringify(resolved(schema))).not.toContain('"default"');
      }
    }
  });

  it('has examples of requests that are right as they stand', async () => {
    for (const route of routes) {
      const { method, path, operation } = route;
      // That of whoever asks would be over.
      if (path === '/api/v1/auth/session') continue;
      const parameters = operation.parameters ?? [];
      const query = parameters
        .filter((parameter) => parameter.in === 'query' && parameter.schema.example !== undefined)
        .map(({ name, schema }) => `${name}=${encodeURIComponent(String(schema.example))}`);
      const place = parameters
        .filter((parameter) => parameter.in === 'path')
        .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path)
        .concat(query.length === 0 ? '' : `?${query.join('&')}`);
      expect(place).not.toContain('undefined');
      const example = operation.requestBody?.content['application/json']?.example;
      if (operation.requestBody) expect([path, example]).toEqual([path, expect.any(Object)]);
      const answer = await send({
        method,
        path: place,
        headers: {
          authorization: `Bearer ${tokens.owner}`,
          ...(example && { 'content-type': 'application/json' }),
        },
        ...(example && { body: JSON.stringify(example) }),
      });
      const { code } = answer.body as { readonly code?: string };
      expect([method, path, code]).not.toEqual([method, path, 'VALIDATION_FAILED']);
      // A signature is of one challenge, so no example can be right; whoever makes the others stays signed in.
      expect([path, answer.status === 401]).toEqual([path, path === '/api/v1/auth/verify']);
      expectDocumented(route, { path: place, headers: {} }, answer);
    }
  });

  it('excludes by patterns, lengths, bounds and lists only what is refused', async () => {
    let tried = 0;
    for (const { method, path, operation } of routes) {
      const { schema, example } = operation.requestBody?.content['application/json'] ?? {};
      for (const [field, given] of Object.entries(
        schema ? (resolved(schema).properties ?? {}) : {},
      )) {
        for (const value of excludedBy(resolved(given))) {
          const { status, body } = await send({
            method,
            path: path.replace(/\{[^}]*\}/g, 'NoSuch00'),
            headers: {
              authorization: `Bearer ${tokens.owner}`,
              'content-type': 'application/json',
            },
            body: JSON.stringify({ ...example, [field]: value }),
          });
          const { code, errors } = body as {
            readonly code?: string;
            readonly errors?: readonly { readonly field: string }[];
          };
          const fields = errors?.map((one) => one.field);
          expect([path, field, value, status, code, fields]).toEqual([
            path,
            field,
            value,
            400,
            'VALIDATION_FAILED',
            expect.arrayContaining([field]),
          ]);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(50);
  });

  it('names no schema that it does not hold', () => {
    const named = [...JSON.stringify(routes).matchAll(/#\/components\/schemas\/(\w+)/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = ''] of named) expect(Object.keys(schemas)).toContain(name);
  });
});

describe('every operation', () => {
  it('answers whatever comes as the document says', async () => {
    let asked = 0;
    const statuses = new Set<number>();
    const callers = [
      ['owner', RUNS],
      ['member', RUNS / 2],
      ['outsider', RUNS / 2],
      [undefined, RUNS / 4],
    ] as const;
    const failures: string[] = [];
    for (const [status, name, caller, asking] of rareRequests()) {
      const route = routes.find(({ method, path }) => `${method} ${path}` === name);
      if (!route) throw new Error(`${name} is not in the document.`);
      const answer = await ask(route, asking, caller);
      expect(answer.status).toBe(status);
      expectDocumented(route, asking, answer);
    }
    const tried = progressOf(routes.length, 'calls');
    for (const [index, route] of routes.entries()) {
      tried(index);
      for (const [caller, numRuns] of callers) {
        const property = fc.asyncProperty(requestTo(route), async (asking) => {
          const answer = await ask(route, asking, caller);
          asked++;
          statuses.add(answer.status);
          expectDocumented(route, asking, answer);
        });
        const { failed, seed, counterexamplePath, counterexample, errorInstance } = await fc.check(
          property,
          { numRuns, seed: SEED },
        );
        if (!failed) continue;
        const why = errorInstance instanceof Error ? errorInstance.message : '';
        failures.push(
          `${route.method} ${route.path} as ${caller ?? 'nobody'}, ` +
            `seed ${seed}, path ${counterexamplePath ?? ''}: ` +
            `${JSON.stringify(counterexample).slice(0, 500)}\n${why}`,
        );
      }
    }
    expect(failures.join('\n\n')).toBe('');
    figure(
      `${count(asked)} requests to ${routes.length} calls: each answer documented, none a 5xx`,
    );
    // The requests reach deep enough: else this would pass on a server that refuses everything.
    expect(asked).toBeGreaterThan(routes.length * RUNS);
    expect([...statuses]).toEqual(
      expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 413, 415]),
    );
  });
});

interface Asking {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What has answers that requests made by chance seldom get: an invite that is gone, an old version. */
function rareRequests(): readonly (readonly [number, string, 'owner' | 'outsider', Asking])[] {
  const [, revoked = ''] = codes;
  const made = codes.at(-1) ?? '';
  return [
    [410, 'POST /api/v1/invites/{code}/join', 'outsider', { path: joinPath(revoked), headers: {} }],
    [
      412,
      'PATCH /api/v1/invites/{code}',
      'owner',
      {
        path: `/api/v1/invites/${made}`,
        headers: { 'if-match': '"999"', 'content-type': 'application/json' },
        body: '{"label":"Too late"}',
      },
    ],
  ];
}

const joinPath = (code: string): string => `/api/v1/invites/${code}/join`;

async function ask(
  { method, path, operation }: Route,
  { headers, ...asking }: Asking,
  caller: 'owner' | 'member' | 'outsider' | undefined,
): Promise<ProblemAnswer> {
  const leaving = method === 'DELETE' && path === '/api/v1/members/me';
  const loggingOut = path === '/api/v1/auth/session';
  const who = leaving && caller === 'member' ? 'wretch' : caller;
  const session = loggingOut && who ? (await wretch.signIn()).token : who && tokens[who];
  const answer = await send({
    method,
    ...asking,
    headers: { ...headers, ...(session !== undefined && { authorization: `Bearer ${session}` }) },
  });
  if (operation.operationId.endsWith('Invites_create') && answer.status === 201) {
    codes.push((answer.body as { code: string }).code);
  }
  if (leaving && answer.status === 204) {
    await wretch.call('POST', `/invites/${wayBack}/join`, { token: tokens.wretch });
  }
  return answer;
}

/** Fails unless the operation documents this very answer. */
function expectDocumented(route: Route, asking: Asking, answer: ProblemAnswer): void {
  const { operation } = route;
  const { status, body } = answer;
  const response = operation.responses[String(status)];
  if (status < 400) {
    expect(Object.keys(operation.responses)).toContain(String(status));
    const schema = Object.values(response?.content ?? {})[0]?.schema;
    if (schema) expect(mismatches(body, schema, 'body')).toEqual([]);
    expectDocumentedHeaders(operation, answer);
    return;
  }
  expectAnyProblem(answer);
  expect(status).toBeLessThan(500);
  const { code = '' } = body as { readonly code?: string };
  const documented = Object.entries(operation.responses).flatMap(([known, { description }]) =>
    codesIn(description).map((one) => `${known} ${one}`),
  );
  expect([...documented, ...alwaysPossible(route, asking)]).toContain(`${status} ${code}`);
  if (response) expectDocumentedHeaders(operation, answer);
}

/** What says nothing of the call: of the connection, of the form of the body, of how a browser is to treat it. */
const OF_EVERY_ANSWER =
  /^(connection|content-length|content-type|date|keep-alive|transfer-encoding|vary|cache-control|content-security-policy|cross-origin-.*|origin-agent-cluster|referrer-policy|strict-transport-security|x-content-type-options|x-dns-prefetch-control|x-download-options|x-frame-options|x-permitted-cross-domain-policies|x-xss-protection)$/;

/** Fails unless the document names the headers of an answer, each has its form, and all that are to be there are. */
function expectDocumentedHeaders(
  { operationId, responses }: Operation,
  { status, headers }: ProblemAnswer,
): void {
  const documented = Object.entries(responses[String(status)]?.headers ?? {}).map(
    ([name, header]) => ({ name: name.toLowerCase(), ...header }),
  );
  const sent = Object.keys(headers).filter((name) => !OF_EVERY_ANSWER.test(name));
  const unnamed = sent.filter((name) => documented.every((header) => header.name !== name));
  const missing = documented.filter(({ name, required }) => required && !sent.includes(name));
  expect([operationId, status, unnamed, missing]).toEqual([operationId, status, [], []]);
  for (const { name, schema } of documented) {
    const text = headers[name];
    if (text === undefined) continue;
    const value = schema.type === 'integer' ? Number(text) : text;
    expect(mismatches(value, schema, name)).toEqual([]);
  }
}

/** What comes from the form of the request alone, before it is known which operation it is for. */
function alwaysPossible({ operation }: Route, { path, body }: Asking): readonly string[] {
  return [
    // Documented where a body is asked for.
    ...(operation.requestBody ? [] : ['413 PAYLOAD_TOO_LARGE', '415 UNSUPPORTED_MEDIA_TYPE']),
    ...(isWellFormedPath(path) ? [] : ['400 MALFORMED_JSON', '400 VALIDATION_FAILED']),
    // A path whose parameter is empty, or holds a slash, is the path of another operation or none.
    ...(/\/(\/|$|\?)/.test(path) ? ['404 NOT_FOUND'] : []),
    // Nobody is told to send a body here, but who does must send a JSON object.
    ...(body !== undefined && !operation.requestBody
      ? ['400 MALFORMED_JSON', '400 VALIDATION_FAILED']
      : []),
  ];
}

function isWellFormedPath(path: string): boolean {
  try {
    decodeURIComponent(path.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

function codesIn(description: string): string[] {
  return [...description.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code);
}

function resolved(schema: Schema): Schema {
  const [inner] = schema.allOf ?? [];
  if (inner) return { ...resolved(inner), ...(schema.nullable && { nullable: true }) };
  if (schema.$ref === undefined) return schema;
  return resolved(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
}

/** Where a value is not what its schema says, in words. */
function mismatches(value: unknown, given: Schema, at: string): readonly string[] {
  const schema = resolved(given);
  if (value === null) return schema.nullable ? [] : [`${at} is null`];
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is ${JSON.stringify(value)}`];
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? formFaults(value, schema, at) : [`${at} is no string`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    case 'integer':
      return Number.isInteger(value)
        ? rangeFaults(Number(value), schema, at)
        : [`${at} is no whole number`];
    case 'array':
      if (!Array.isArray(value)) return [`${at} is no array`];
      return value.flatMap((item, index) =>
        mismatches(item, schema.items ?? {}, `${at}[${index}]`),
      );
    case 'object': {
      const fields = value as Readonly<Record<string, unknown>>;
      const { properties = {}, required = [] } = schema;
      return [
        ...required.filter((name) => !(name in fields)).map((name) => `${at}.${name} is missing`),
        ...Object.entries(fields).flatMap(([name, field]) => {
          const inner = properties[name];
          if (inner) return mismatches(field, inner, `${at}.${name}`);
          return schema.additionalProperties === true ? [] : [`${at}.${name} is not known`];
        }),
      ];
    }
    default:
      return [];
  }
}

/** Values of the right type that a schema excludes. */
function excludedBy(schema: Schema): readonly unknown[] {
  const { type, minimum, maximum, minLength, maxLength, pattern, enum: allowed } = schema;
  if (type === 'integer') {
    return [
      ...(minimum === undefined ? [] : [minimum - 1]),
      ...(maximum === undefined ? [] : [maximum + 1]),
    ];
  }
  if (type !== 'string') return [];
  const unlike = ['', 'nothing like it', '\u202e', 'ä'.repeat(5000)];
  return [
    ...(allowed ? ['nothing_like_it'] : []),
    ...(minLength === undefined || minLength === 0 ? [] : ['x'.repeat(minLength - 1)]),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
    ...(pattern === undefined ? [] : unlike.filter((text) => !new RegExp(pattern, 'u').test(text))),
  ];
}

function rangeFaults(value: number, { minimum, maximum }: Schema, at: string): readonly string[] {
  const isWithin = value >= (minimum ?? value) && value <= (maximum ?? value);
  return isWithin ? [] : [`${at} is ${value}, not ${minimum ?? ''} to ${maximum ?? ''}`];
}

/** As ECMA-262 and JSON Schema count: patterns look anywhere, lengths are in code points. */
function formFaults(text: string, schema: Schema, at: string): readonly string[] {
  const { pattern, format, minLength = 0, maxLength = Infinity } = schema;
  const length = [...text].length;
  return [
    ...(length < minLength || length > maxLength ? [`${at} has ${length} characters`] : []),
    ...(pattern !== undefined && !new RegExp(pattern, 'u').test(text)
      ? [`${at} is ${text}, not ${pattern}`]
      : []),
    ...(format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)
      ? [`${at} is ${text}, no time`]
      : []),
  ];
}

/** Requests for an operation: some right, some almost right, some meant to hurt. */
function requestTo(route: Route): fc.Arbitrary<Asking> {
  const { operation } = route;
  const parameters = operation.parameters ?? [];
  const of = (kind: Parameter['in']) => parameters.filter((parameter) => parameter.in === kind);
  const path = fc
    .tuple(...of('path').map(({ name }) => fc.tuple(fc.constant(name), pathSegment(name))))
    .map((values) =>
      values.reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), route.path),
    );
  const query = fc
    .tuple(...of('query').map((parameter) => queryPart(parameter)), strangeQuery)
    .map((parts) => parts.filter((part) => part !== '').join('&'));
  const headers = fc
    .tuple(...of('header').map((one) => fc.tuple(fc.constant(one.name), headerValueOf(one))))
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)))
    // Values that were not given are left out above.
    .map((entries) => entries as Readonly<Record<string, string>>);
  const body = route.method === 'GET' ? fc.constant(undefined) : bodyFor(operation);
  return fc
    .record({ path, query, headers, body, type: contentType })
    .map(({ path, query, headers, body, type }) => ({
      path: query ? `${path}?${query}` : path,
      headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    }));
}

const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  { weight: 1, arbitrary: fc.constantFrom('text/plain', '', 'application/jsonx', '*/*') },
);

const hostileText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('\u0000', '\ud800', '\u202e', '__proto__', 'constructor', 'toString', "' OR 1=1"),
  fc.constantFrom(
    'a'.repeat(101),
    'ä'.repeat(64),
    '🚪'.repeat(65),
    '../../..',
    '-1',
    '1e9',
    'null',
  ),
);

function pathSegment(name: string): fc.Arbitrary<string> {
  const known = fc.nat().map((n) => {
    const values = name === 'code' ? codes : name === 'pubkey' ? pubkeys : ['admin', 'everyone'];
    return values[n % values.length] ?? 'NoSuch00';
  });
  return fc.oneof(
    { weight: 4, arbitrary: known },
    { weight: 2, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%ff', '%', '%zz', '%00', '..%2f', '%2e%2e', '~', 'a;b', '*', "'"),
    },
  );
}

function queryPart({ name, schema }: Parameter): fc.Arbitrary<string> {
  const right = schema.enum
    ? fc.constantFrom(...schema.enum.map(String))
    : schema.type === 'integer'
      ? fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100 }).map(String)
      : fc.nat({ max: 100 }).map(String);
  const wrong = hostileText.map((text) => encodeURIComponent(text.toWellFormed()));
  const value = fc.oneof({ weight: 3, arbitrary: right }, { weight: 1, arbitrary: wrong });
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 4, arbitrary: value.map((text) => `${name}=${text}`) },
    { weight: 1, arbitrary: value.map((text) => `${name}=${text}&${name}=${text}`) },
    { weight: 1, arbitrary: value.map((text) => `${name}[]=${text}`) },
  );
}

const strangeQuery = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('x=1', '%', '=', '&&', '%ff=%ff', '__proto__=1', '?') },
);

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point)),
  maxLength: 300,
});

/** What all calls take is most often not given, or right: else hardly a request would come further. */
function headerValueOf({ name, schema }: Parameter): fc.Arbitrary<string | undefined> {
  if (schema.type !== 'integer' && name !== 'Idempotency-Key') return headerValue;
  const right = schema.type === 'integer' ? fc.nat().map(String) : fc.uuid();
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: right },
    { weight: 1, arbitrary: headerValue },
  );
}

const headerValue = fc.oneof(
  fc.constant(undefined),
  visible,
  fc.constantFrom(
    '',
    '*',
    '"0"',
    '"1"',
    '"2"',
    'W/"1"',
    'a b',
    'x'.repeat(600),
    'schlüssel',
    '%00',
  ),
);

function bodyFor({ requestBody }: Operation): fc.Arbitrary<string | undefined> {
  const schema = resolved(Object.values(requestBody?.content ?? {})[0]?.schema ?? {});
  const { properties = {}, required = [] } = schema;
  const build = (hostile: number) =>
    fc
      .record(
        Object.fromEntries(
          Object.entries(properties).map(([name, field]) => [
            name,
            fc.oneof(
              { weight: 10 - hostile, arbitrary: rightValue(name, field) },
              { weight: hostile, arbitrary: wrongValue },
            ),
          ]),
        ),
        { requiredKeys: hostile > 0 ? [] : [...required] },
      )
      .map((value) => JSON.stringify(value));
  const withStranger = fc
    .tuple(build(0), hostileText, fc.jsonValue())
    .map(([text, key, value]) => JSON.stringify({ ...(JSON.parse(text) as object), [key]: value }));
  return fc.oneof(
    { weight: 8, arbitrary: build(0) },
    { weight: 6, arbitrary: build(3) },
    { weight: 2, arbitrary: withStranger },
    { weight: 2, arbitrary: fc.json() },
    {
      weight: 2,
      arbitrary: fc.constantFrom(undefined, '', '{', '[', '{"a":1e400}', 'null', '\ufeff{}'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '{"__proto__":{}}',
        '{"constructor":{"prototype":{}}}',
        '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
        `{"a":"${'x'.repeat(65_536)}"}`,
      ),
    },
  );
}

function rightValue(name: string, given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const value = rightValueOf(name, schema);
  return schema.nullable ? fc.option(value, { freq: 4 }) : value;
}

function rightValueOf(name: string, schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { minimum = 0, maximum = 1000, minLength = 1, maxLength = 40 } = schema;
  switch (schema.type) {
    case 'integer':
      return fc.oneof(
        fc.integer({ min: minimum, max: maximum }),
        fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1),
      );
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(rightValue(name, schema.items ?? {}), { maxLength: 3 });
    case 'string':
      if (name === 'pubkey') return fc.nat().map((n) => pubkeys[n % pubkeys.length]);
      if (name === 'color') return fc.constantFrom('#3366ff', '#000000', 'red');
      if (name === 'icon') return fc.constantFrom('https://x.example/icon.png', 'nothing');
      if (name.endsWith('role_id')) return fc.constantFrom('admin', 'everyone', 'nosuchrole');
      return fc.string({ unit: 'grapheme-ascii', minLength, maxLength });
    default:
      return fc.jsonValue();
  }
}

const wrongValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  hostileText,
  fc.constantFrom(-1, 1.5, 2 ** 31, 2 ** 53, 1e308, -0, '', '0', true, [], {}, [[]], null),
);

interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request, whose path goes out as it is written. */
function send({ method, path, headers, body }: Outgoing): Promise<ProblemAnswer> {
  const { hostname, port } = new URL(server.url);
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method, path, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /[/+]json\b/.test(response.headers['content-type'] ?? '');
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, body: isJson ? JSON.parse(text) : text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
