import { closedLoop, each, forSeconds } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { signInMany } from '../lib/people.mjs';
import { withCpu } from '../lib/process-cpu.mjs';

const CONNECTIONS = 64;
const JOINS = 6000;
const BARE_SECONDS = 1.5;

export const description =
  'durable joins by one invite, beside bare HTTP and raw SQLite in sequence';

export async function run(workshop) {
  const databaseFile = workshop.file('gatehouse.db');
  const gatehouse = await workshop.gatehouse(databaseFile);
  const ours = await workshop.connections(gatehouse.port, CONNECTIONS);
  const { code } = await foundCommunity(ours[0], gatehouse.ownerLink);
  const path = `/api/v1/invites/${code}/join`;
  const [first, ...people] = await signInMany(ours, workshop.peopleFor(JOINS) + 1);
  const requests = people.map((token) => requestBytes('POST', path, { token }));
  const answer = await ours[0].call('POST', path, { token: first });

  const bare = await workshop.reference('bare-http.mjs', JSON.stringify(answer));
  const theirs = await workshop.connections(bare.port, CONNECTIONS);
  const raw = await workshop.reference('raw-joins.mjs', databaseFile, workshop.file('copy.db'));

  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async (round) => {
      const http = await closedLoop(theirs, forSeconds(requests, BARE_SECONDS));
      const mine = requests.slice(round * JOINS, (round + 1) * JOINS);
      const figure = await withCpu(gatehouse.pid, () => closedLoop(ours, each(mine)));
      // Writes the very rows that Gatehouse has just written.
      const sqlite = await raw.ask('write');
      return {
        reference: ceiling(http.perSecond, sqlite.perSecond),
        figure: figure.perSecond,
        details: { bareHttp: http, rawSqlite: sqlite, gatehouse: figure },
      };
    }),
  );
  return comparison(
    { reference: 'bare Nest + Fastify, then raw SQLite', unit: 'joins/s', reach: 0.4 },
    rounds,
  );
}

/** How many joins a second one thread can do that takes no time but for HTTP and for SQLite. */
function ceiling(httpPerSecond, sqlitePerSecond) {
  return 1 / (1 / httpPerSecond + 1 / sqlitePerSecond);
}
