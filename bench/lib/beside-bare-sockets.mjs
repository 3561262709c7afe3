import { performance } from 'node:perf_hooks';
import { closedLoop, each } from './closed-loop.mjs';
import { foundCommunity } from './community.mjs';
import { comparison } from './comparison.mjs';
import { requestBytes } from './http-connection.mjs';
import { signInMany } from './people.mjs';

export const SOCKETS = 1000;
const SIGNING_IN = 64;
/** Joins that are under way at a time. */
const CONNECTIONS = 4;
const JOINS = 200;
const PATH = '/api/v1/gateway';

/**
 * Compares messages a second, from the first join sent to the last message received by the last of 1,000
 * members, each connected to the gateway with a session of their own. Each join is a durable one by HTTP,
 * and makes one message to each of them: a `MEMBER_JOIN` as those get it who may not manage invites.
 *
 * The reference is Nest on Fastify that answers the same JSON to the same requests and, instead of joining
 * anybody, sends to as many sockets the message that Gatehouse sent for a join before the rounds: to all
 * of them at once, without asking who they are. The sockets of both are held by one process of light
 * clients, which counts that each has got every message once.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ protocol: 'socket.io' | 'plain', program: string, reference: string, reach: number }} terms what the
 *   sockets speak, and a program of references/ that speaks it
 */
export async function besideBareSockets(workshop, { protocol, program, reference, reach }) {
  const gatehouse = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const founding = await workshop.connections(gatehouse.port, SIGNING_IN);
  const { code } = await foundCommunity(founding[0], gatehouse.ownerLink);
  const path = `/api/v1/invites/${code}/join`;
  const members = await signInMany(founding, SOCKETS);
  const joiners = await signInMany(founding, workshop.peopleFor(JOINS) + 1);
  const requestsOf = (tokens) => tokens.map((token) => requestBytes('POST', path, { token }));
  await closedLoop(founding, each(requestsOf(members)), { sleeps: true });

  const crowds = await workshop.crowds();
  const ours = await crowds.connect({
    protocol,
    port: gatehouse.port,
    path: PATH,
    tokens: members,
  });
  const [first, ...others] = joiners;
  const answer = await founding[0].call('POST', path, { token: first });
  const captured = (await ours.hear(1)).last;

  // Socket.IO has the number of a packet's kind before it.
  const message = JSON.parse(captured.slice(captured.search(/[[{]/)));
  const terms = JSON.stringify({ answer, message, path: PATH });
  const bare = await workshop.reference(program, terms);
  const theirs = await crowds.connect({ protocol, port: bare.port, path: PATH, tokens: members });
  const requests = requestsOf(others);

  const connected = {
    gatehouse: await workshop.connections(gatehouse.port, CONNECTIONS),
    bare: await workshop.connections(bare.port, CONNECTIONS),
  };
  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async (round) => {
      const mine = requests.slice(round * JOINS, (round + 1) * JOINS);
      const theirFigure = await broadcasts(connected.bare, mine, theirs);
      const ourFigure = await broadcasts(connected.gatehouse, mine, ours);
      if (theirFigure.last !== captured) {
        throw new Error('The reference sent other bytes than Gatehouse had.');
      }
      return {
        reference: theirFigure.perSecond,
        figure: ourFigure.perSecond,
        details: { bare: theirFigure, gatehouse: ourFigure },
      };
    }),
  );
  return comparison({ reference, unit: 'messages/s', reach }, rounds);
}

/** Sends the requests, and waits until every socket has heard of each. */
async function broadcasts(connections, requests, crowd) {
  const startedAt = performance.now();
  const [joins, { last, ...sockets }] = await Promise.all([
    // A generator that never slept would take from both what they and the sockets need: there are two cores.
    closedLoop(connections, each(requests), { sleeps: true }),
    crowd.hear(requests.length),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: (requests.length * SOCKETS) / seconds,
    seconds,
    joins,
    sockets,
    last,
  };
}
