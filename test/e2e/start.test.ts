import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { ownerOf } from '../support/person.js';
import { startGatehouse, type RunningGatehouse, type Settings } from '../support/process.js';

let database: TestDatabase;
const started: RunningGatehouse[] = [];

async function start(settings: Settings = {}): Promise<RunningGatehouse> {
  const server = await startGatehouse(database.url, settings);
  started.push(server);
  return server;
}

beforeEach(async () => {
  database = await newDatabase();
});
// What a failed test has left running must not keep the suite from ending.
afterEach(async () => {
  for (const server of started.splice(0)) {
    const { exitCode, signalCode } = server.process;
    if (exitCode === null && signalCode === null) await server.kill();
  }
  await database.drop();
});

describe('the start', () => {
  it('says on standard output the owner link and where it is open, and nothing else', async () => {
    const first = await start();
    const invite = `${first.url}/invite/[0-9A-Za-z]{8}`;
    expect(first.output().stdout).toMatch(
      new RegExp(`^Owner link: ${invite}\\nGatehouse is open at ${first.url}\\n$`),
    );
    expect(await first.stop()).toBe(0);
    const second = await start();
    expect(second.ownerLink).toMatch(new RegExp(`/invite/[0-9A-Za-z]{8}$`));
    await ownerOf(second);
    expect(await second.stop()).toBe(0);
    const third = await start();
    expect(third.output()).toEqual({
      stdout: `Gatehouse is open at ${third.url}\n`,
      stderr: '',
    });
    expect(await third.stop()).toBe(0);
  });

  it('warns of a variable that is no setting, and of no other', async () => {
    const server = await start({
      GATEHOUSE_PROT: '9090',
      GATEHOUSE_CORS_ORIGINS: 'https://chat.example',
      GATEHOUSE_SERVER_ICON: 'https://chat.example/icon.png',
    });
    const closed = once(server.process, 'close');
    expect(await server.stop()).toBe(0);
    await closed;
    const lines = server.output().stderr.trimEnd().split('\n');
    expect(lines).toEqual([expect.stringContaining('GATEHOUSE_PROT')]);
  });
});
