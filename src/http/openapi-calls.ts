import type { OpenAPIObject } from '@nestjs/swagger';
import { API_STATUS } from '../platform/problem-codes.js';
import { codesIn, problemResponse } from './api-problems.js';
import { POSITION_HEADER } from './log-position.js';
import { BODY_EXAMPLES, PARAMETER_EXAMPLES } from './openapi-examples.js';
import { problemExample } from './problem-examples.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ApiCode = keyof typeof API_STATUS;

const POSITION = { type: 'integer', minimum: 0, example: 4711 } as const;

const AS_OF = {
  name: POSITION_HEADER,
  in: 'header',
  required: false,
  description:
    'A position of the log, as an answer to a write has named it: the call is answered as of it or later.',
  schema: POSITION,
} as const;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'For 24 hours the same key, with the same request of the same user, gives the first answer again and changes nothing.',
  // Without an example: a page that fills it in would send the same key with every call.
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
} as const;

/** Adds to every call what all have in common, and an example to each error. */
export function describeCalls(document: OpenAPIObject): void {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations) as [string, Operation][]) {
      // Else it would be for those who have signed in, as the others are.
      operation.security ??= [];
      if (path.startsWith('/api/v1/')) describeCall(operation, method);
      exemplifyRequest(operation);
      exemplifyProblems(operation, path);
      tellHeaders(operation, document);
    }
  }
}

/** The log must be there, and may be asked for as of when. */
function describeCall(operation: Operation, method: string): void {
  operation.parameters = [...(operation.parameters ?? []), AS_OF];
  addProblem(operation, 'VALIDATION_FAILED');
  addProblem(operation, 'STORAGE_UNAVAILABLE');
  if (operation.requestBody) {
    for (const code of ['MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)
      addProblem(operation, code);
  }
  if (method !== 'get') describeWrite(operation);
}

function describeWrite(operation: Operation): void {
  addProblem(operation, 'OUTCOME_UNKNOWN');
  // Whoever has not signed in yet has no answers of theirs to be given again.
  if (operation.security && operation.security.length > 0) {
    operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    addProblem(operation, 'CONFLICT');
    addProblem(operation, 'RATE_LIMITED');
  }
  addHeader(operation, /^2/, POSITION_HEADER, {
    description: 'The position of the log that holds what was done, or a later one.',
    required: true,
    schema: POSITION,
  });
  addHeader(operation, /^4/, POSITION_HEADER, {
    description: 'The position of the log by which it was refused, or a later one.',
    schema: POSITION,
  });
}

function addProblem({ responses }: Operation, code: ApiCode): void {
  const status = API_STATUS[code];
  const known = responses[status];
  const said = known !== undefined && 'description' in known ? known.description : '';
  if (said.includes(code)) return;
  responses[status] = problemResponse([...(said === '' ? [] : [said]), `\`${code}\``].join(', '));
}

function exemplifyRequest({ parameters, requestBody }: Operation): void {
  for (const parameter of parameters ?? []) {
    if (!('in' in parameter) || parameter.in !== 'path') continue;
    parameter.example ??= PARAMETER_EXAMPLES[parameter.name];
  }
  if (!requestBody || '$ref' in requestBody) return;
  for (const media of Object.values(requestBody.content)) {
    const { schema } = media;
    const name = schema && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
    if (name !== undefined) media.example = BODY_EXAMPLES[name];
  }
}

function exemplifyProblems(operation: Operation, path: string): void {
  for (const response of Object.values(operation.responses)) {
    if (!response || '$ref' in response) continue;
    const content = response.content?.['application/problem+json'];
    if (!content) continue;
    const codes = [...new Set(codesIn(response.description))];
    response.description = codes.map((code) => `\`${code}\``).join(', ');
    content.examples = Object.fromEntries(
      codes.map((code) => [code, { value: problemExample(code as ApiCode, path) }]),
    );
  }
}

/** The headers that go with an answer, by its status and by what it holds. */
function tellHeaders(operation: Operation, document: OpenAPIObject): void {
  addHeader(operation, /^(429|503)$/, 'Retry-After', {
    description: 'After so many seconds it is worth trying again.',
    schema: { type: 'integer', minimum: 0 },
  });
  addHeader(operation, /./, 'X-Request-Id', {
    description: 'By which the log names this request; that of the request, if it had one.',
    required: true,
    schema: { type: 'string' },
  });
  addHeader(operation, /^401$/, 'WWW-Authenticate', {
    required: true,
    schema: { type: 'string' },
  });
  if ('429' in operation.responses) {
    for (const name of ['RateLimit', 'RateLimit-Policy']) {
      addHeader(operation, /^(2|429)/, name, {
        description: 'How much is left, as in draft-ietf-httpapi-ratelimit-headers.',
        schema: { type: 'string' },
      });
    }
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!response || '$ref' in response || !status.startsWith('2')) continue;
    const schema = response.content?.['application/json']?.schema;
    const name = schema && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
    if (name === undefined || !TAGGED.has(name)) continue;
    if (!document.components?.schemas?.[name]) throw new Error(`There is no schema ${name}.`);
    addHeader(operation, new RegExp(`^${status}$`), 'ETag', {
      description: 'The version, as `If-Match` takes it.',
      required: true,
      schema: { type: 'string', example: '"3"' },
    });
  }
}

/** What is sent with its version as a tag. */
const TAGGED: ReadonlySet<string> = new Set([
  'InviteDto',
  'InviteDetailsDto',
  'RoleDto',
  'ServerDto',
]);

function addHeader(
  { responses }: Operation,
  statuses: RegExp,
  name: string,
  header: { readonly description?: string; readonly required?: boolean; readonly schema: object },
): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!statuses.test(status) || !response || '$ref' in response) continue;
    response.headers = { ...response.headers, [name]: header };
  }
}
