import { closedLoop, forSeconds } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';

const CONNECTIONS = 64;
/** Short turns, so that what else the machine does meets both alike. */
const TURNS = 6;
const TURN_SECONDS = 0.4;

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

  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async () => {
      const references = [];
      const figures = [];
      for (let turn = 0; turn < TURNS; turn++) {
        references.push(await closedLoop(theirs, forSeconds(requests, TURN_SECONDS)));
        figures.push(await closedLoop(ours, forSeconds(requests, TURN_SECONDS)));
      }
      return {
        reference: overall(references),
        figure: overall(figures),
        details: { bareHttp: references, gatehouse: figures },
      };
    }),
  );
  return comparison({ reference: 'bare Nest + Fastify', unit: 'requests/s', reach: 0.7 }, rounds);
}

/** Answers a second over several turns. */
function overall(turns) {
  const sum = (field) => turns.reduce((total, turn) => total + turn[field], 0);
  return sum('requests') / sum('seconds');
}
