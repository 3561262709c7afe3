import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { StorageUnavailable } from '../errors.js';
import { PostgresClient } from './postgres-client.js';
import { patient } from './postgres-locks.js';
import { connectionSettings } from './postgres-settings.js';

const LIMITS = { connect: 300, lock: 100, statement: 200, answer: 400 };
/** Of the protocol: `AuthenticationOk` and `ReadyForQuery`, then the answer to one `SET`. */
const LET_IN = Buffer.from('520000000800000000' + '5a0000000549', 'hex');
const DONE = Buffer.from('4300000008' + '53455400' + '5a0000000549', 'hex');

type Answer = (socket: Socket, question: string) => void;

/** Lets everybody in, and answers their questions as it is told to. */
async function server(answer: Answer) {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', (startup) => {
      startups.push(startup.toString());
      socket.on('data', (chunk) => answer(socket, chunk.toString()));
      socket.write(LET_IN);
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const startups: string[] = [];
  const { port } = listener.address() as AddressInfo;
  return {
    startups,
    url: `postgres://somebody@127.0.0.1:${port}/anything`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
}

let running: Awaited<ReturnType<typeof server>> | undefined;
afterEach(() => running?.close());

async function settingsFor(answer: Answer, parameters = '') {
  running = await server(answer);
  return connectionSettings(running.url + parameters, LIMITS);
}

describe('a server that lets one in', () => {
  it.each<[string, Answer]>([
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['ends it', (socket) => socket.end()],
    ['says nothing any more', () => undefined],
  ])('and then %s is out of reach, for a pool and for who waits long', async (_, answer) => {
    const settings = await settingsFor(answer);
    const pool = new Pool({ ...settings, Client: PostgresClient, max: 2 });
    const asked = [pool.query('SELECT 1'), pool.query('SELECT 1'), pool.query('SELECT 1')];
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    const waiting = new PostgresClient(patient(settings));
    await expect(waiting.connect()).rejects.toBeInstanceOf(StorageUnavailable);
    await pool.end();
  });
});

it.each([
  ['', patient, 'SET lock_timeout = 0; SET statement_timeout = 0; SET idle_in'],
  ['', undefined, 'SET lock_timeout = 100; SET statement_timeout = 200; SET idle_in'],
  [
    '?statement_timeout=60000',
    undefined,
    'SET lock_timeout = 100; SET statement_timeout = 60000; SET',
  ],
  ['?statement_timeout=60000', patient, 'SET lock_timeout = 0; SET statement_timeout = 0; SET'],
  ['?lock_timeout=soon', undefined, 'SET lock_timeout = 100; SET statement_timeout = 200; SET'],
])('sets time limits once it is connected, those of the address %s first', async (...row) => {
  const [parameters, change, expected] = row;
  const questions: string[] = [];
  const settings = await settingsFor((socket, question) => {
    questions.push(question);
    socket.write(DONE);
  }, parameters);
  const client = new PostgresClient(change ? change(settings) : settings);
  await client.connect();
  client.end().catch(() => undefined);
  expect(questions[0]).toContain(expected);
  // PgBouncer lets nobody in who sends them along.
  expect(running?.startups.join()).not.toContain('timeout');
});
