// Measures what a change does to joins: two builds by turns, as the machine is another one from minute to minute.
import { resolve } from 'node:path';
import { closedLoop, each } from './lib/closed-loop.mjs';
import { foundCommunity } from './lib/community.mjs';
import { requestBytes } from './lib/http-connection.mjs';
import { signInMany } from './lib/people.mjs';
import { withCpu } from './lib/process-cpu.mjs';
import { finishLine } from './lib/progress.mjs';
import { median } from './lib/statistics.mjs';
import { inWorkshop } from './lib/workshop.mjs';

const USAGE = `Usage: npm run bench:versions -- <checkout> [rounds]

Measures distinct users' joins by one invite over 64 connections, here and in another checkout, which must
be built; by turns, so many rounds of 4,000 (default: 8) after one to warm up. Prints the medians.`;

const CONNECTIONS = 64;
const JOINS = 4000;

const [checkout, rounds = '8'] = process.argv.slice(2);
const isCount = Number.isInteger(Number(rounds)) && Number(rounds) > 0;
if (checkout !== undefined && isCount) await measure(checkout, Number(rounds));
else {
  console.error(USAGE);
  process.exitCode = 2;
}

async function measure(checkout, rounds) {
  const measured = await inWorkshop(
    { name: 'versions', rounds, profile: false },
    async (workshop) => {
      const here = await community(workshop, 'here', {});
      const there = await community(workshop, 'there', { built: resolve(checkout, 'dist') });
      return workshop.rounds(async (round) => {
        const both = round % 2 === 0 ? [here, there] : [there, here];
        const figures = {};
        for (const one of both) figures[one.name] = await joins(one, round);
        return figures;
      });
    },
  );
  finishLine();
  console.table(
    ['here', 'there'].map((name) => {
      const of = (field) => Number(median(measured.map((each) => each[name][field])).toFixed(1));
      const [perSecond, cpuUs, p50Ms, p99Ms] = ['perSecond', 'cpuUs', 'p50Ms', 'p99Ms'].map(of);
      return { name, perSecond, cpuUs, p50Ms, p99Ms };
    }),
  );
}

async function community(workshop, name, options) {
  const { port, pid, ownerLink } = await workshop.gatehouse(workshop.file(`${name}.db`), options);
  const connections = await workshop.connections(port, CONNECTIONS);
  const { code } = await foundCommunity(connections[0], ownerLink);
  const people = await signInMany(connections, workshop.peopleFor(JOINS));
  const path = `/api/v1/invites/${code}/join`;
  const requests = people.map((token) => requestBytes('POST', path, { token }));
  return { name, pid, connections, requests };
}

function joins({ pid, connections, requests }, round) {
  const mine = requests.slice(round * JOINS, (round + 1) * JOINS);
  return withCpu(pid, () => closedLoop(connections, each(mine)));
}
