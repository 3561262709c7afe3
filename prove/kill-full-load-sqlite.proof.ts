import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { times } from '../test/support/concurrently.js';
import { newDatabase } from '../test/support/database.js';
import { examine } from '../test/support/log.js';
import { ownerOf } from '../test/support/person.js';
import { startGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';

const ROUNDS = rounds(4);
const PEOPLE = 8000;

const database = await newDatabase();
afterAll(() => database.drop());

function fullLoad(...args: readonly string[]) {
  const script = join(import.meta.dirname, 'full-load.mjs');
  return spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** A different moment each round, in the first three quarters. */
const killAfter = (round: number): number => 1000 + ((round * 1701) % (PEOPLE / 2));

describe(`${ROUNDS} rounds of kill -9 at the highest load that the benchmarks make`, () => {
  it('lose nothing that was answered and tear nothing', async () => {
    let server = await startGatehouse(database.url);
    const owner = await ownerOf(server);
    const code = await owner.invite();
    await server.stop();
    const answered: string[] = [];

    const killed = progressOf(ROUNDS, 'kills');
    for (const round of times(ROUNDS)) {
      killed(round);
      const file = database.url.slice('sqlite:'.length);
      const people = [code, `round ${round}`, String(PEOPLE)];
      const [seeded] = (await once(fullLoad('seed', file, ...people), 'exit')) as [number];
      expect(seeded).toBe(0);
      server = await startGatehouse(database.url);
      const load = fullLoad('join', new URL(server.url).port, ...people);
      const ended = once(load, 'exit');
      const before = answered.length;
      for await (const line of createInterface(load.stdout)) {
        answered.push(...line.split(' ').filter(Boolean));
        // In the midst of it, with 64 joins on their way.
        if (answered.length - before > killAfter(round)) server.process.kill('SIGKILL');
      }
      expect(await ended).toEqual([0, null]);
      await server.kill();
      // It was not over when it was killed.
      expect(answered.length - before).toBeLessThan(PEOPLE);
    }

    const { chain, events, live, rebuilt } = await examine(database.url);
    expect(chain).toMatchObject({ ok: true, checked: events.length });
    expect(live).toEqual(rebuilt);
    const joined: string[] = [];
    const used: string[] = [];
    for (const { type, data } of events) {
      if (type === 'MemberJoined') joined.push(data.user_id);
      if (type === 'InviteConsumed') used.push(data.user_id);
    }
    // Answered means on disk, and each join is whole and there once; the owner came by a link of their own.
    const [members, users] = [new Set(joined), new Set(used)];
    expect(answered.filter((userId) => !members.has(userId))).toEqual([]);
    expect(new Set(answered).size).toBe(answered.length);
    expect(joined).toHaveLength(members.size);
    expect(used).toHaveLength(users.size);
    expect([...members].sort()).toEqual([...users].sort());
    figure(
      `${count(ROUNDS)} kills, ${count(answered.length)} joins answered; none lost, none torn`,
    );
  });
});
