// Measures joins over ever more connections, for bench/plots.mjs to draw.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedLoopTo, each } from './lib/closed-loop.mjs';
import { foundCommunity } from './lib/community.mjs';
import { requestBytes } from './lib/http-connection.mjs';
import { signInMany } from './lib/people.mjs';
import { finishLine } from './lib/progress.mjs';
import { median } from './lib/statistics.mjs';
import { Workshop } from './lib/workshop.mjs';

const USAGE = `Usage: npm run bench:connections -- [rounds]

Measures distinct users' joins by one invite over 1 to 256 connections, so many times (default: 3) after once
to warm up, and writes the medians to bench/connections.json.`;

const RESULTS = join(import.meta.dirname, 'connections.json');
const SWEEP = [1, 4, 16, 64, 128, 256];
const SIGNING_IN = 64;

/** Enough for a 99th percentile, and few enough that one connection is not at it for long. */
function joinsOver(connections) {
  return Math.min(4000, 500 * connections);
}

const [rounds = '3'] = process.argv.slice(2);
if (!(Number(rounds) >= 1)) console.log(USAGE);
else await measure(Number(rounds));

async function measure(rounds) {
  const workshop = new Workshop({ name: 'connections', rounds, profile: false });
  try {
    const measured = await sweeps(workshop);
    finishLine();
    const results = SWEEP.map((connections, index) => ({
      connections,
      join: medians(measured.map((sweep) => sweep[index])),
    }));
    console.table(results.map(({ connections, join }) => ({ connections, ...join })));
    writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await workshop.close();
  }
}

/** For each round what came of each number of connections. */
async function sweeps(workshop) {
  const { port, ownerLink } = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const founding = await workshop.connections(port, SIGNING_IN);
  const { code } = await foundCommunity(founding[0], ownerLink);
  const perSweep = SWEEP.reduce((sum, connections) => sum + joinsOver(connections), 0);
  const tokens = await signInMany(founding, workshop.peopleFor(perSweep));
  const path = `/api/v1/invites/${code}/join`;
  const requests = tokens.map((token) => requestBytes('POST', path, { token }));
  return workshop.rounds(async () => {
    const results = [];
    for (const count of SWEEP) {
      const mine = requests.splice(0, joinsOver(count));
      results.push(await closedLoopTo(port, count, each(mine)));
    }
    return results;
  });
}

function medians(measured) {
  const of = (field) => median(measured.map((one) => one[field]));
  return { perSecond: of('perSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms') };
}
