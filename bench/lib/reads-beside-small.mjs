import { alternating, TURN_SECONDS } from './alternating.mjs';
import { closedLoop, forSeconds } from './closed-loop.mjs';
import { comparison } from './comparison.mjs';
import { requestBytes } from './http-connection.mjs';

const CONNECTIONS = 64;

/**
 * A call that reads, in a community that has grown, beside the same call in a small one.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ small: Asked, large: Asked }} asked
 * @typedef {{ file: string, token: string, path: string }} Asked a database, who asks, and for what
 */
export async function readsBesideSmall(workshop, { small, large }) {
  const [theirs, ours] = [await house(workshop, small), await house(workshop, large)];
  const rounds = await workshop.profiling(ours.gatehouse, () =>
    workshop.rounds(() => alternating(theirs.turn, ours.turn)),
  );
  return comparison({ reference: 'a small community', unit: 'requests/s', reach: 0.9 }, rounds);
}

async function house(workshop, { file, token, path }) {
  const gatehouse = await workshop.gatehouse(file);
  const connections = await workshop.connections(gatehouse.port, CONNECTIONS);
  const requests = [requestBytes('GET', path, { token })];
  return { gatehouse, turn: () => closedLoop(connections, forSeconds(requests, TURN_SECONDS)) };
}
