import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { concurrently, times } from '../test/support/concurrently.js';
import { newDatabase, type TestDatabase } from '../test/support/database.js';
import { memberBy, ownerOf, type Person } from '../test/support/person.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, rounds } from '../test/support/proof.js';

/** How many come back at once. */
const RESUMES = rounds(60);
/** How many joined meanwhile: three events each. */
const JOINS = 1000;
/** How many connections one member opens at once. */
const GREEDY = 300;
const LIMIT_MS = 100;

let database: TestDatabase;
let server: RunningGatehouse;
let owner: Person;
let code: string;

beforeAll(async () => {
  database = await newDatabase();
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
  code = await owner.invite();
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

interface Previews {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** How long previews take for others while `work` goes on. */
async function previewsDuring(work: () => Promise<void>): Promise<Previews> {
  const { port } = new URL(server.url);
  const child = spawn(process.execPath, ['prove/previews.mjs', port, code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = text(child.stdout);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await work();
  child.stdin.end();
  const [status] = (await once(child, 'exit')) as [number | null];
  expect(status).toBe(0);
  return JSON.parse(await said) as Previews;
}

/** Resolves with how many messages it got when it is live, or with the code it was closed with. */
function resume(person: Person, since: number | undefined): Promise<string> {
  const query = since === undefined ? '' : `?since=${since}`;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/gateway${query}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  let messages = 0;
  return new Promise((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      messages++;
      if (!data.includes('"op":"READY"')) return;
      resolve(`${messages} messages`);
      socket.close();
    });
    socket.on('close', (closeCode) => resolve(`closed with ${closeCode}`));
    socket.on('error', reject);
  });
}

const shown = ({ p50, p99, max, count: previews }: Previews): string =>
  `previews of others at ${p50.toFixed(1)} ms in the middle, ${p99.toFixed(1)} ms at p99 of ${count(previews)}, ` +
  `${max.toFixed(0)} ms at most`;

it('members who come back all at once leave previews quick', async () => {
  const members = await concurrently(16, times(RESUMES), () => memberBy(server.url, code));
  const since = Number(
    (await owner.call('POST', '/invites', { body: {} })).headers['gatehouse-position'],
  );
  await concurrently(32, times(JOINS), () => memberBy(server.url, code));
  let got: readonly string[] = [];
  let tookMs = 0;
  const previews = await previewsDuring(async () => {
    const begun = performance.now();
    got = await Promise.all(members.map((member) => resume(member, since)));
    tookMs = performance.now() - begun;
  });
  // A join is three events, of which members are told one; then HELLO and READY.
  expect([...new Set(got)]).toEqual([`${JOINS + 2} messages`]);
  figure(
    `${count(RESUMES)} members caught up with ${count(3 * JOINS)} events in ${(tookMs / 1000).toFixed(1)} s, ${shown(previews)}`,
  );
  expect(previews.p99).toBeLessThan(LIMIT_MS);
});

it('a member who opens 300 connections at once gets 20, and leaves previews quick', async () => {
  const member = await memberBy(server.url, code);
  let closed = 0;
  const sockets: WebSocket[] = [];
  const previews = await previewsDuring(async () => {
    const answers = times(GREEDY).map(
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/gateway`, {
            headers: { authorization: `Bearer ${member.token}` },
          });
          sockets.push(socket);
          socket.on('message', (data: Buffer) => {
            if (data.includes('"op":"READY"')) resolve();
          });
          socket.on('close', (closeCode) => {
            if (closeCode === 4010) closed++;
            resolve();
          });
          socket.on('error', reject);
        }),
    );
    await Promise.all(answers);
  });
  expect(closed).toBe(GREEDY - 20);
  for (const socket of sockets) socket.terminate();
  figure(`${GREEDY} connections of one member: 20 let in, ${shown(previews)}`);
  expect(previews.p99).toBeLessThan(LIMIT_MS);
});
