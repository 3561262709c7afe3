import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { call, ownerOf, type Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../support/process.js';
import { until } from '../support/until.js';

const files = temporaryFolder();
const path = join(files.path, 'gatehouse.db');
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(`sqlite:${path}`);
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.kill();
  files.remove();
});

const create = () => owner.call('POST', '/invites', { body: {} });
const health = () => call(server.url, 'GET', '/healthz');

describe('another program that holds the lock', () => {
  it('keeps nobody from the rest, and what was asked for is done when it lets go', async () => {
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let answered = false;
    const creating = create().then((answer) => {
      answered = true;
      return answer;
    });
    for (let asked = 0; asked < 5; asked++) {
      expect((await health()).status).toBe(200);
      expect((await owner.call('GET', '/invites')).status).toBe(200);
    }
    expect(answered).toBe(false);
    other.exec('ROLLBACK');
    other.close();
    expect((await creating).status).toBe(201);
  });

  it('for too long is told as what it is, and passes', async () => {
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const refused = await create();
    expectProblem(refused, 503, 'STORAGE_UNAVAILABLE');
    expect(refused.headers['retry-after']).toBe('1');
    expect((await call(server.url, 'GET', '/readyz')).status).toBe(503);
    other.exec('ROLLBACK');
    other.close();
    await until('it is ready again', async () => {
      return (await call(server.url, 'GET', '/readyz')).status === 200;
    });
    expect((await create()).status).toBe(201);
  });
});

describe('a file that is removed under the server', () => {
  it('is noticed: nothing is answered that would be lost, and it goes on when it is back', async () => {
    const before = await owner.invite();
    renameSync(path, `${path}.away`);
    expectProblem(await create(), 503, 'STORAGE_UNAVAILABLE');
    await until('it says that it is not ready', async () => {
      return (await call(server.url, 'GET', '/readyz')).status === 503;
    });
    await until('it says why', () => server.output().stderr.includes('was removed'));
    expect((await health()).status).toBe(200);
    renameSync(`${path}.away`, path);
    await until('it is ready again', async () => {
      return (await call(server.url, 'GET', '/readyz')).status === 200;
    });
    const after = await owner.invite();
    const { body } = await owner.call('GET', '/invites');
    const codes = body.invites.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining([before, after]));
    expect(await server.stop()).toBe(0);
    server = await startGatehouse(`sqlite:${path}`);
    owner.url = server.url;
    expect((await owner.call('GET', `/invites/${after}`)).status).toBe(200);
  });

  it('is noticed, too, when another one is put in its place', async () => {
    renameSync(path, `${path}.away`);
    const other = new Database(path);
    other.exec('CREATE TABLE mine (id INTEGER)');
    other.close();
    expectProblem(await create(), 503, 'STORAGE_UNAVAILABLE');
  });
});
