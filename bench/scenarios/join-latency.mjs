import { foundCommunity } from '../lib/community.mjs';
import { withinBound } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { openLoop } from '../lib/open-loop.mjs';
import { signInMany } from '../lib/people.mjs';

const CONNECTIONS = 64;
const PER_SECOND = 500;
const JOINS = 5 * PER_SECOND;
const BOUND_MS = 10;

export const description = `the slowest of 100 joins at ${PER_SECOND} a second, waiting time counted`;

export async function run(workshop) {
  const gatehouse = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const connections = await workshop.connections(gatehouse.port, CONNECTIONS);
  const { code } = await foundCommunity(connections[0], gatehouse.ownerLink);
  const tokens = await signInMany(connections, workshop.peopleFor(JOINS));
  const path = `/api/v1/invites/${code}/join`;
  const requests = tokens.map((token) => requestBytes('POST', path, { token }));
  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async (round) => {
      const mine = requests.slice(round * JOINS, (round + 1) * JOINS);
      const gatehouse = await openLoop(connections, mine, { perSecond: PER_SECOND });
      return { figure: gatehouse.p99Ms, details: { gatehouse } };
    }),
  );
  return withinBound({ reference: 'p99, at the most', unit: 'ms', bound: BOUND_MS }, rounds);
}
