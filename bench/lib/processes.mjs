import { closedLoop, each } from './closed-loop.mjs';
import { foundCommunity } from './community.mjs';
import { comparison } from './comparison.mjs';
import { requestBytes } from './http-connection.mjs';
import { signInMany } from './people.mjs';

const CONNECTIONS = 256;
const JOINS = 10_000;

/**
 * Several processes on one PostgreSQL, and people who are about to join over all of them alike.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ processes: number, invites: number }} terms among how many invites the joins are spread
 */
export async function processesOnPostgres(workshop, { processes, invites }) {
  const url = await workshop.postgresUrl();
  const first = await workshop.gatehouse(url);
  const all = [first];
  while (all.length < processes) all.push(await workshop.gatehouse(url));
  const [founding] = await workshop.connections(first.port, 1);
  const { owner, code } = await foundCommunity(founding, first.ownerLink);
  const codes = [code];
  while (codes.length < invites) {
    const invite = { token: owner, body: { max_uses: 0 } };
    codes.push((await founding.call('POST', '/api/v1/invites', invite)).code);
  }
  const tokens = await signInMany(
    await workshop.connections(first.port, CONNECTIONS),
    workshop.peopleFor(JOINS),
  );
  const requests = tokens.map((token, index) =>
    requestBytes('POST', `/api/v1/invites/${codes[index % codes.length]}/join`, { token }),
  );
  let connections;
  return {
    url,
    gatehouse: first,
    /** The joins of one round, over as many connections in all, however many processes there are. */
    joins: async (round) => {
      // Not before the first round: a server closes connections that idle while others sign in.
      connections ??= await connectEvenly(workshop, all);
      const mine = requests.slice(round * JOINS, (round + 1) * JOINS);
      return closedLoop(connections, each(mine), { sleeps: true });
    },
  };
}

async function connectEvenly(workshop, processes) {
  const count = CONNECTIONS / processes.length;
  const opened = await Promise.all(processes.map(({ port }) => workshop.connections(port, count)));
  return opened.flat();
}

/** The same joins over one process and over two, each on a database of its own. */
export async function oneAndTwo(workshop, invites) {
  const one = await processesOnPostgres(workshop, { processes: 1, invites });
  const two = await processesOnPostgres(workshop, { processes: 2, invites });
  const rounds = await workshop.profiling(two.gatehouse, () =>
    workshop.rounds(async (round) => {
      const reference = await one.joins(round);
      const figure = await two.joins(round);
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { one: reference, two: figure },
      };
    }),
  );
  return comparison({ reference: 'one process', unit: 'joins/s', reach: 1.2 }, rounds);
}
