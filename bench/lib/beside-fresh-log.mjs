import { closedLoop, each } from './closed-loop.mjs';
import { comparison } from './comparison.mjs';
import { grownCommunity } from './grown-community.mjs';
import { requestBytes } from './http-connection.mjs';
import { signInMany } from './people.mjs';

const CONNECTIONS = 64;
const JOINS = 4000;

/**
 * Joins in a community that has grown, beside the same joins in a fresh one.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ file: string, code: string }} grown its database, and the invite that is joined by
 */
export async function besideFreshLog(workshop, grown) {
  const file = workshop.file('fresh.db');
  const fresh = await house(workshop, { file, code: (await grownCommunity(file, 0)).code });
  const large = await house(workshop, grown);
  const rounds = await workshop.profiling(large.gatehouse, () =>
    workshop.rounds(async (round) => {
      const reference = await fresh.joins(round);
      const figure = await large.joins(round);
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { fresh: reference, large: figure },
      };
    }),
  );
  return comparison({ reference: 'fresh invite and log', unit: 'joins/s', reach: 0.9 }, rounds);
}

/** A Gatehouse, and people who are about to join by that invite. */
async function house(workshop, { file, code }) {
  const gatehouse = await workshop.gatehouse(file);
  const people = await signInMany(
    await workshop.connections(gatehouse.port, CONNECTIONS),
    workshop.peopleFor(JOINS),
  );
  const path = `/api/v1/invites/${code}/join`;
  const requests = people.map((token) => requestBytes('POST', path, { token }));
  let connections;
  return {
    gatehouse,
    joins: async (round) => {
      // Not before the first round: the server closes connections that idle while the other is filled.
      connections ??= await workshop.connections(gatehouse.port, CONNECTIONS);
      return closedLoop(connections, each(requests.slice(round * JOINS, (round + 1) * JOINS)));
    },
  };
}
