import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openApiDocument } from '../../http/openapi.js';
import { publicPath } from '../../platform/public-path.js';
import { fromOpenApi, objectOf, type JsonSchema } from './json-schema.js';
import {
  CLIENT_MESSAGES,
  NOTICES,
  WITH_HEAD,
  serverMessages,
  SINCE,
  TOKEN,
  type ClientMessageDoc,
  type MessageDoc,
  type SharedSchemas,
} from './message-docs.js';
import { CLOSINGS } from '../feed/closings.js';
import { GATEWAY_PATH } from '../feed/protocol.js';

/** The AsyncAPI 3.0 document of both gateways, made from the one of the API. */
export function asyncApiDocument(api: OpenAPIObject, publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  const path = publicPath(publicUrl);
  const server = serverMessages(sharedSchemas(api));
  const plainOps = Object.keys(server).filter((op) => op !== 'CLOSE');
  const clientOps = Object.keys(CLIENT_MESSAGES);
  const socketIoOps = Object.keys(server).filter((op) => op !== 'HEARTBEAT');
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Gatehouse gateway',
      version: '1',
      description:
        'What happens in the community, live. Every message is one envelope: `op`, `d`, `t` (Unix ' +
        'time in seconds) and, for events, `s`, the position in the log, and `c`, the same place as a cursor. ' +
        'Events come in the order ' +
        'of the log, each once. Whoever connects with `since` gets what they missed first.',
    },
    defaultContentType: 'application/json',
    servers: {
      gatehouse: {
        host,
        ...(path !== '' && { pathname: path }),
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        security: [SECURITY],
      },
    },
    channels: {
      plain: {
        address: GATEWAY_PATH,
        title: 'Plain WebSocket',
        description:
          'Text frames of JSON. The token comes as `Authorization: Bearer`, in the query, or in ' +
          'the first message.',
        messages: references('#/components/messages', [...plainOps, ...clientOps]),
        bindings: {
          ws: {
            method: 'GET',
            query: objectOf({ token: TOKEN, since: SINCE }, ['token', 'since']),
            headers: {
              type: 'object',
              properties: { authorization: { type: 'string', description: '`Bearer <token>`' } },
            },
          },
        },
        'x-close-codes': CLOSINGS,
      },
      socketIo: {
        address: `${GATEWAY_PATH}/`,
        title: 'Socket.IO 4, WebSocket transport',
        description:
          "Each message is emitted under its op's name, with the envelope as its only argument. " +
          'Heartbeats are those of Socket.IO.',
        messages: references('#/components/messages', socketIoOps),
        bindings: {
          ws: {
            method: 'GET',
            query: objectOf({ EIO: { const: '4' }, transport: { const: 'websocket' } }),
          },
        },
        'x-auth': objectOf({ token: TOKEN, since: SINCE }, ['since']),
        'x-connect-errors': [
          'UNAUTHENTICATED',
          'NOT_A_MEMBER',
          'VALIDATION_FAILED',
          'STORAGE_UNAVAILABLE',
        ],
      },
    },
    operations: {
      sendPlain: operation('send', 'plain', plainOps),
      receivePlain: operation('receive', 'plain', clientOps),
      sendSocketIo: operation('send', 'socketIo', socketIoOps),
    },
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
      messages: {
        ...mapValues(server, serverMessage),
        ...mapValues(CLIENT_MESSAGES, clientMessage),
      },
    },
  };
}

/** Serves the document, beside the one of the API. */
export function serveAsyncApi(app: NestFastifyApplication, publicUrl: string): void {
  let document: object | undefined;
  app.getHttpAdapter().get('/api/asyncapi.json', (_: FastifyRequest, reply: FastifyReply) => {
    document ??= asyncApiDocument(openApiDocument(app), publicUrl);
    return reply.type('application/json').send(document);
  });
}

const SECURITY = { $ref: '#/components/securitySchemes/session' };

function sharedSchemas(api: OpenAPIObject): SharedSchemas {
  const shared = (name: string) => {
    const schema = api.components?.schemas?.[name];
    const { properties, required } = schema ? fromOpenApi(schema) : {};
    if (!properties) throw new Error(`The document of the API has no ${name}.`);
    return objectOf(
      properties,
      Object.keys(properties).filter((property) => !required?.includes(property)),
    );
  };
  return {
    me: shared('MeDto'),
    member: shared('MemberDto'),
    invite: shared('InviteDto'),
    role: shared('RoleDto'),
    server: shared('ServerDto'),
  };
}

function serverMessage(op: string, { summary, to, d }: MessageDoc): object {
  const t: JsonSchema = { type: 'integer', description: 'Unix time in seconds.' };
  const s: JsonSchema = { type: 'integer', minimum: 1, description: 'The position in the log.' };
  const c: JsonSchema = {
    type: 'string',
    pattern: '^[0-9]+-[0-9a-f]{8}$',
    description:
      "The position and the first eight hex digits of the event's hash, for `since`; where there is a `head`, its.",
  };
  const place = NOTICES.has(op) ? WITH_HEAD.has(op) && { c } : { s, c };
  const payload = objectOf({ op: { const: op }, d, t, ...place });
  return { name: op, summary, description: `To ${to}.`, payload };
}

function clientMessage(op: string, { summary, payload }: ClientMessageDoc): object {
  return { name: op, summary, payload };
}

function operation(action: 'send' | 'receive', channel: string, ops: readonly string[]): object {
  const $ref = `#/channels/${channel}`;
  return {
    action,
    channel: { $ref },
    messages: ops.map((op) => ({ $ref: `${$ref}/messages/${op}` })),
  };
}

function references(folder: string, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `${folder}/${name}` }]));
}

function mapValues<Value>(
  values: Readonly<Record<string, Value>>,
  map: (name: string, value: Value) => object,
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, map(name, value)]),
  );
}
