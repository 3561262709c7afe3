import { closedLoopTo, each } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { signInMany } from '../lib/people.mjs';

const CONNECTIONS = 64;
const JOINS = 6000;
/** Fewer, as it takes longer over each. */
const CRUD_JOINS = 1500;

export const description = 'joins by one invite, beside a CRUD server on Nest, Express and TypeORM';

/**
 * Compares durable joins a second of people who are signed in, by one invite without a limit. The other
 * server (`peers/crud`) keeps rows and no log: it finds the session, then reads and checks the invite, counts
 * its use and inserts the member in a transaction of its own for each request. It tells no subscribers,
 * keeps no history, and grants no roles.
 */
export async function run(workshop) {
  const gatehouse = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const founding = await workshop.connections(gatehouse.port, CONNECTIONS);
  const { code } = await foundCommunity(founding[0], gatehouse.ownerLink);
  const tokens = await signInMany(founding, workshop.peopleFor(JOINS));
  const crud = await workshop.peer(
    'crud',
    workshop.file('crud.db'),
    String(workshop.peopleFor(CRUD_JOINS)),
  );

  const requests = joinRequests(code, tokens);
  const crudRequests = joinRequests(crud.code, crud.tokens);
  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async (round) => {
      const theirs = each(ofRound(crudRequests, round, CRUD_JOINS));
      const reference = await closedLoopTo(crud.port, CONNECTIONS, theirs);
      const ours = each(ofRound(requests, round, JOINS));
      const figure = await closedLoopTo(gatehouse.port, CONNECTIONS, ours);
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { crud: reference, gatehouse: figure },
      };
    }),
  );
  return comparison({ reference: 'Nest + Express + TypeORM', unit: 'joins/s', reach: 10 }, rounds);
}

function joinRequests(code, tokens) {
  return tokens.map((token) => requestBytes('POST', `/api/v1/invites/${code}/join`, { token }));
}

function ofRound(requests, round, count) {
  return requests.slice(round * count, (round + 1) * count);
}
