import { closedLoop, each } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { signInMany } from '../lib/people.mjs';
import { seedJoins } from '../lib/seed.mjs';

const CONNECTIONS = 64;
const USES = 100_000;
const JOINS = 4000;

export const description = 'joins by an invite with 100,000 uses, beside joins by a fresh one';

export async function run(workshop) {
  const fresh = await house(workshop, 'fresh.db', 0);
  const used = await house(workshop, 'used.db', USES);
  const rounds = await workshop.profiling(used.gatehouse, () =>
    workshop.rounds(async (round) => {
      const reference = await fresh.joins(round);
      const figure = await used.joins(round);
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { fresh: reference, used: figure },
      };
    }),
  );
  return comparison({ reference: 'fresh invite and log', unit: 'joins/s', reach: 0.9 }, rounds);
}

/** A Gatehouse with an invite that has so many uses, and people who are about to use it. */
async function house(workshop, name, uses) {
  const file = workshop.file(name);
  let gatehouse = await workshop.gatehouse(file);
  const [founding] = await workshop.connections(gatehouse.port, 1);
  const { code } = await foundCommunity(founding, gatehouse.ownerLink);
  if (uses > 0) {
    await gatehouse.stop();
    await seedJoins(file, code, uses);
    gatehouse = await workshop.gatehouse(file);
  }
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
