import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from '@jest/globals';
import { concurrently, times } from '../test/support/concurrently.js';
import { newDatabase } from '../test/support/database.js';
import { examine } from '../test/support/log.js';
import { memberBy, ownerOf } from '../test/support/person.js';
import { startGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';
import { personalOf, tracesInFolder } from '../test/support/traces.js';

const ROUNDS = rounds(10);
const PEOPLE = 12;

const database = await newDatabase();
afterAll(() => database.drop());
const path = database.url.slice('sqlite:'.length);

function rows<Row>(text: string, ...values: string[]): Row[] {
  const reading = new Database(path, { readonly: true });
  try {
    return reading.prepare<string[], Row>(text).all(...values);
  } finally {
    reading.close();
  }
}

/** The key that what is personal in somebody's stream is sealed under. */
function personalKeyOf(userId: string): Buffer {
  const text = 'SELECT key FROM personal_keys WHERE stream = ?';
  const [row] = rows<{ key: Buffer }>(text, `user-${userId}`);
  if (!row) throw new Error(`There is no key of ${userId}.`);
  return row.key;
}

describe(`${ROUNDS} rounds of kill -9 while people are erased`, () => {
  it('leave each of them whole or erased, and of the erased nothing in the files', async () => {
    let server = await startGatehouse(database.url);
    const owner = await ownerOf(server);
    const code = await owner.invite();
    let erasedInAll = 0;

    const killed = progressOf(ROUNDS, 'kills');
    for (const round of times(ROUNDS)) {
      killed(round);
      const people = await concurrently(8, times(PEOPLE), async (index) => {
        const person = await memberBy(server.url, code);
        const name = `Unforgettable-${round}-${index}-${person.userId.slice(0, 8)}`;
        await person.call('PATCH', '/auth/me', { body: { display_name: name } });
        return { person, name, key: personalKeyOf(person.userId) };
      });
      const answered: string[] = [];
      let asked = 0;
      // A different moment each round, also between a commit and what is done in the files after it.
      const killAfter = 1 + (round % (PEOPLE - 2));
      await concurrently(2, people, async ({ person: { userId } }) => {
        const answer = owner.call('POST', `/members/${userId}/erase`).catch(() => undefined);
        if (++asked === killAfter) {
          for (let turn = 0; turn < (round % 20) * 3; turn++) await new Promise(setImmediate);
          server.process.kill('SIGKILL');
        }
        if ((await answer)?.status === 204) answered.push(userId);
      });
      await server.kill();

      server = await startGatehouse(database.url);
      owner.url = server.url;
      const events = rows<{ stream: string }>(
        `SELECT stream FROM events WHERE type = 'UserErased'`,
      );
      const erased = new Set(events.map(({ stream }) => stream));
      for (const userId of answered) expect(erased).toContain(`user-${userId}`);
      for (const { person, name, key } of people) {
        const personal = personalOf(person, { 'the name': name, 'the personal key': key });
        const traces = tracesInFolder(dirname(path), personal);
        const member = await owner.call('GET', `/members/${person.userId}`);
        if (erased.has(`user-${person.userId}`)) {
          erasedInAll++;
          expect(traces).toEqual([]);
          expect(member.status).toBe(404);
        } else {
          expect(traces).toEqual(expect.arrayContaining(['the name in gatehouse.db']));
          expect(member.body).toMatchObject({ display_name: name, pubkey: person.pubkey });
        }
      }
    }
    expect(erasedInAll).toBeGreaterThan(ROUNDS);
    expect(erasedInAll).toBeLessThan(ROUNDS * PEOPLE);

    expect(await server.stop()).toBe(0);
    const { chain, events, live, rebuilt } = await examine(database.url);
    expect(chain).toMatchObject({ ok: true, checked: events.length });
    expect(live).toEqual(rebuilt);
    figure(
      `${count(ROUNDS)} kills, ${count(erasedInAll)} of ${count(ROUNDS * PEOPLE)} people erased; not a trace of these in the files, all others whole`,
    );
  });
});
