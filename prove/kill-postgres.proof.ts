import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { times } from '../test/support/concurrently.js';
import { OwnPostgres, withOwnPostgres } from '../test/support/own-postgres.js';
import { outOfOrder } from '../test/support/linear.js';
import { ownerOf, Person } from '../test/support/person.js';
import { examineAt } from '../test/support/postgres-log.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';
import { Subscriber, type Message } from '../test/support/subscriber.js';

const PROCESSES = 3;
/** Every fifth is one of PostgreSQL, the others of a process. */
const KILLS = rounds(25);
const CLIENTS = 6;
const LIMIT = 25;
/** A client's pause before it tries again. */
const PAUSE_MS = 25;

withOwnPostgres(`${PROCESSES} processes and their PostgreSQL, killed under load`, () => {
  let postgres: OwnPostgres;
  let servers: RunningGatehouse[];
  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    servers = await Promise.all(times(PROCESSES).map(start));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await postgres.remove();
  });

  const start = () => startGatehouse('', { GATEHOUSE_DATABASE_URL: postgres.url });
  const urlOf = (index: number): string => servers[index % PROCESSES]?.url ?? '';

  it('lose nothing that was answered, do nothing twice, keep the order, and tell everything once', async () => {
    const [server] = servers;
    if (!server) throw new Error('There are three.');
    const owner = await ownerOf(server);
    const load = new Load(urlOf);
    const codes = [await owner.invite(), await owner.invite(), await owner.invite()];
    const limited: string[] = [];
    const followers = times(PROCESSES).map((index) => new Follower(owner, index, urlOf));
    const clients = times(CLIENTS).map((client) =>
      load.run(client, (turn) => {
        const codeOfTurn = turn % 4 === 0 ? limited.at(-1) : codes[turn % codes.length];
        return codeOfTurn ?? '';
      }),
    );

    let starting: Promise<void> | undefined;
    const killed = progressOf(KILLS, 'kills');
    for (const kill of times(KILLS)) {
      killed(kill);
      owner.url = urlOf(kill);
      if (kill % 5 === 0) {
        await load.spends(limited.at(-1), LIMIT);
        limited.push(await owner.invite({ max_uses: LIMIT }));
      }
      // A different moment each time: in the middle of other commits.
      await load.answers(5 + ((kill * 37) % 40));
      if (kill % 5 === 4) {
        await postgres.kill();
        await postgres.start();
        await load.answers(1);
      } else {
        // The one that was killed before starts again meanwhile.
        const index = (kill * 7) % PROCESSES;
        await starting;
        await servers[index]?.kill();
        starting = start().then((server) => void (servers[index] = server));
      }
    }
    await starting;
    await load.spends(limited.at(-1), LIMIT);
    load.stop();
    await Promise.all(clients);
    owner.url = urlOf(0);
    const last = await owner.invite();
    await Promise.all(followers.map((follower) => follower.until(last)));
    for (const server of servers) expect(await server.stop()).toBe(0);

    const { chain, events, live, rebuilt } = await examineAt(postgres.url);
    expect(chain).toMatchObject({ ok: true, checked: events.length });
    expect(live).toEqual(rebuilt);
    const joined = events.filter((event) => event.type === 'MemberJoined');
    const ways = new Map<string, string | null>(
      joined.map(({ data }) => [data.user_id, data.invite_code]),
    );
    expect(ways.size).toBe(joined.length);
    for (const { userId, code } of load.ledger) expect(ways.get(userId)).toBe(code);
    const positions = new Map<string, number>(
      joined.map(({ data, position }) => [data.user_id, position]),
    );
    const history = load.ledger.map((answered) => ({
      ...answered,
      position: positions.get(answered.userId) ?? NaN,
    }));
    expect(outOfOrder(history)).toEqual([]);
    // Nobody was told of a position before their own.
    expect(history.filter(({ told, position }) => !(told >= position))).toEqual([]);
    // It would have been seen: told the other way round, nearly all are out of order.
    const reversed = history.map((each) => ({ ...each, position: -each.position }));
    expect(outOfOrder(reversed).length).toBeGreaterThan(history.length / 2);
    const uses = events.filter((event) => event.type === 'InviteConsumed');
    expect(uses.map(({ data }) => data.user_id).sort()).toEqual([...ways.keys()].sort());
    for (const code of limited) {
      expect(uses.filter(({ data }) => data.code === code)).toHaveLength(LIMIT);
    }
    for (const { seen } of followers) {
      const from = seen[0]?.s ?? Infinity;
      expect(seen.filter(({ op }) => op === 'MEMBER_JOIN').map(({ s }) => s)).toEqual(
        joined.map(({ position }) => position).filter((position) => position >= from),
      );
    }
    // The kills did come in the middle of the work, and made nobody see anything else.
    expect(load.unanswered).toBeGreaterThan(KILLS / 2);
    expect([...load.statuses].sort()).toEqual([200, 410, 503]);
    figure(
      `${count(KILLS)} kills, ${count(load.ledger.length)} joins answered; none lost, none twice, all in the order in which they were seen, all told once`,
    );
  });
});

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** A join by invite that was answered 200. */
interface Answered {
  readonly userId: string;
  readonly code: string;
  /** When it was asked for first, and when it was answered. */
  readonly begun: number;
  readonly ended: number;
  /** The position that the answer said. */
  readonly told: number;
}

/** People who come in one after another, each at any process, and try again until they are answered. */
class Load {
  readonly ledger: Answered[] = [];
  readonly statuses = new Set<number>();
  unanswered = 0;
  private stopped = false;
  private waiting: { readonly isSo: () => boolean; readonly resolve: () => void } | undefined;

  constructor(private readonly urlOf: (index: number) => string) {}

  async run(client: number, codeOf: (turn: number) => string): Promise<void> {
    for (let turn = client; !this.stopped; turn++) {
      const person = await this.comeIn(turn);
      const code = codeOf(turn);
      const begun = performance.now();
      const told = await this.join(person, code, turn);
      if (told !== undefined) {
        const ended = performance.now();
        this.ledger.push({ userId: person.userId, code, begun, ended, told });
        if (this.waiting?.isSo()) this.waiting.resolve();
      }
    }
  }

  /** Resolves when so many more joins were answered. */
  answers(count: number): Promise<void> {
    const enough = this.ledger.length + count;
    return this.reaches(() => this.ledger.length >= enough);
  }

  /** Resolves when so many have come in by an invite. */
  async spends(code: string | undefined, uses: number): Promise<void> {
    const isSpent = () => this.ledger.filter((answered) => answered.code === code).length >= uses;
    if (code !== undefined && !isSpent()) await this.reaches(isSpent);
  }

  private reaches(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => (this.waiting = { isSo, resolve }));
  }

  stop(): void {
    this.stopped = true;
  }

  private async comeIn(turn: number): Promise<Person> {
    const person = new Person('');
    for (let at = turn; ; at++) {
      try {
        return await person.signIn(this.urlOf(at));
      } catch {
        await pause();
      }
    }
  }

  /** The position that they were told when they were let in, if they were. Every other one sends the same key with each try. */
  private async join(person: Person, code: string, turn: number): Promise<number | undefined> {
    const keyed = turn % 2 === 0;
    const headers = keyed ? { 'idempotency-key': randomUUID() } : undefined;
    for (let at = turn; ; at++) {
      person.url = this.urlOf(at);
      const answer = await person.join(code, headers && { headers }).catch(() => undefined);
      if (answer) this.statuses.add(answer.status);
      else this.unanswered++;
      if (answer?.status === 200) {
        // The same key gives the first answer again, whoever had given it.
        if (keyed) expect(answer.body.joined).toBe(true);
        return Number(answer.headers['gatehouse-position']);
      }
      if (answer?.status === 410) return undefined;
      await pause();
    }
  }
}

/** A subscriber that goes on at the next process whenever its connection ends. */
class Follower {
  readonly seen: Message[] = [];
  private readonly done: Promise<void>;
  private last: string | undefined;

  constructor(
    private readonly person: Person,
    private readonly at: number,
    private readonly urlOf: (index: number) => string,
  ) {
    this.done = this.follow();
  }

  /** Resolves when the event that made this invite has come. */
  until(code: string): Promise<void> {
    this.last = code;
    return this.done;
  }

  private async follow(): Promise<void> {
    for (let at = this.at; !this.isDone(this.seen); at++) {
      const since = this.seen.at(-1)?.s;
      const current = await Subscriber.connect(this.urlOf(at), this.person, since).catch(pause);
      if (!current) continue;
      await current.until((messages) => this.isDone(messages)).catch(() => undefined);
      this.seen.push(...current.messages.filter(({ s }) => s !== undefined));
      current.close();
    }
  }

  private isDone(messages: readonly Message[]): boolean {
    return messages.some(({ op, d }) => op === 'INVITE_CREATE' && d.code === this.last);
  }
}
