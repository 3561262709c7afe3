import { afterAll, describe, expect, it } from '@jest/globals';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { examine } from '../support/log.js';
import { ownerOf, Person } from '../support/person.js';
import { startGatehouse } from '../support/process.js';
import { count, figure, progressOf, rounds } from '../support/proof.js';
import { Subscriber, type Message } from '../support/subscriber.js';

const ROUNDS = rounds(2);
const JOINERS = 120;

const database = await newDatabase();
afterAll(() => database.drop());

/** What a client was told before the crash: a join by invite that was answered 200. */
interface Answered {
  readonly userId: string;
  readonly code: string;
}

describe(`${ROUNDS} rounds of kill -9 under load`, () => {
  it('lose nothing that was answered and tear nothing', async () => {
    let server = await startGatehouse(database.url);
    const owner = await ownerOf(server);
    const code = await owner.invite();
    const ledger: Answered[] = [];
    const seen: Message[] = [];
    let unanswered = 0;
    let since: number | undefined;
    const killed = progressOf(ROUNDS, 'kills');

    for (const round of times(ROUNDS)) {
      killed(round);
      if (round > 0) {
        server = await startGatehouse(database.url);
        owner.url = server.url;
      }
      // The session survives the crash: it was on disk when it was answered.
      const subscriber = await Subscriber.connect(server.url, owner, since);
      const limited = await owner.invite({ max_uses: 10 });
      const people = await concurrently(32, times(JOINERS), () => Person.signedIn(server.url));
      // A different moment each round: after some of the answers are in.
      const killAfter = 1 + ((round * 53) % (JOINERS / 2));
      const before = ledger.length;
      const load = concurrently(64, people, async (person, index) => {
        const target = index % 4 === 0 ? limited : code;
        const answer = await person.join(target).catch(() => undefined);
        if (!answer) unanswered++;
        if (answer?.status === 200) ledger.push({ userId: person.userId, code: target });
        if (ledger.length - before === killAfter) server.process.kill('SIGKILL');
      });
      await load;
      await server.kill();
      await subscriber.untilClosed();
      seen.push(...subscriber.messages.filter(({ s }) => s !== undefined));
      since = seen.at(-1)?.s ?? since;

      const { chain, events, live, rebuilt } = await examine(database.url);
      expect(chain).toMatchObject({ ok: true, checked: events.length });
      expect(live).toEqual(rebuilt);
      const joined = new Map<string, string | null>();
      const uses = new Map<string, number>();
      for (const event of events) {
        if (event.type === 'MemberJoined') joined.set(event.data.user_id, event.data.invite_code);
        if (event.type === 'InviteConsumed') {
          uses.set(event.data.user_id, (uses.get(event.data.user_id) ?? 0) + 1);
        }
      }
      // Answered means on disk.
      for (const { userId, code } of ledger) expect(joined.get(userId)).toBe(code);
      // A join is whole: nobody is in without a use, no use is spent without somebody in.
      expect([...joined.keys()].sort()).toEqual([...uses.keys()].sort());
      expect([...uses.values()].every((count) => count === 1)).toBe(true);
      for (const { max_uses, use_count } of invitesIn(live)) {
        if (max_uses > 0) expect(use_count).toBeLessThanOrEqual(max_uses);
      }
    }

    server = await startGatehouse(database.url);
    const subscriber = await Subscriber.connect(server.url, owner, since);
    seen.push(...subscriber.messages.filter(({ s }) => s !== undefined));
    subscriber.close();
    await server.stop();
    const { events } = await examine(database.url);
    const expected = events
      .filter(({ type, position }) => type === 'MemberJoined' && position >= (seen[0]?.s ?? 0))
      .map(({ position }) => position);
    const received = seen.filter(({ op }) => op === 'MEMBER_JOIN').map(({ s }) => s);
    expect(received).toEqual(expected);
    expect(received.length).toBeGreaterThan(ROUNDS);
    // The kills did come in the middle of the work.
    expect(unanswered).toBeGreaterThan(ROUNDS);
    figure(
      `${count(ROUNDS)} kills, ${count(ledger.length)} joins answered and ${count(unanswered)} not; none lost, none torn`,
    );
  });
});

function invitesIn(
  rows: Record<string, unknown[]>,
): readonly { readonly max_uses: number; readonly use_count: number }[] {
  return (rows.invites ?? []).map(
    (row) => JSON.parse(String(row)) as { max_uses: number; use_count: number },
  );
}
