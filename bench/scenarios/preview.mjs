import { alternating, TURN_SECONDS } from '../lib/alternating.mjs';
import { closedLoop, forSeconds } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';

const CONNECTIONS = 64;

export const description = 'previews of an invite, beside bare Nest + Fastify with the same JSON';

export async function run(workshop) {
  const gatehouse = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const ours = await workshop.connections(gatehouse.port, CONNECTIONS);
  const { code } = await foundCommunity(ours[0], gatehouse.ownerLink);
  const path = `/api/v1/invites/${code}`;
  const preview = await ours[0].call('GET', path);

  const bare = await workshop.reference('bare-http.mjs', JSON.stringify(preview));
  const theirs = await workshop.connections(bare.port, CONNECTIONS);
  const requests = [requestBytes('GET', path)];

  const turnOf = (connections) => () => closedLoop(connections, forSeconds(requests, TURN_SECONDS));
  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(() => alternating(turnOf(theirs), turnOf(ours))),
  );
  return comparison({ reference: 'bare Nest + Fastify', unit: 'requests/s', reach: 0.7 }, rounds);
}
