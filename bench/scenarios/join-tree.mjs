import { closedLoopTo, each } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { signInMany } from '../lib/people.mjs';
import { withCpu } from '../lib/process-cpu.mjs';

const CONNECTIONS = 64;
const JOINS = 6000;
/** Somebody looks where the log is as often as it is signed. */
const LOOKED_AT_MS = 1000;

export const description =
  'joins while the tree over the log grows and is signed, beside joins without it';

export async function run(workshop) {
  const withTree = await community(workshop, 'with-tree.db', {});
  const without = await community(workshop, 'without-tree.db', { preload: 'without-tree.mjs' });
  const looking = setInterval(() => {
    fetch(`http://127.0.0.1:${withTree.port}/log/checkpoint`).catch(() => undefined);
  }, LOOKED_AT_MS);
  try {
    const rounds = await workshop.rounds(async (round) => {
      // Whoever is first has the cooler machine: by turns.
      const first = round % 2 === 0 ? withTree : without;
      const second = first === withTree ? without : withTree;
      const figures = new Map([[first, await joins(first, round)]]);
      figures.set(second, await joins(second, round));
      const [figure, reference] = [figures.get(withTree), figures.get(without)];
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { withTree: figure, without: reference },
      };
    });
    return comparison(
      { reference: 'the same without the tree', unit: 'joins/s', reach: 0.97 },
      rounds,
    );
  } finally {
    clearInterval(looking);
  }
}

/** Both are started from the same files: those that are not bundled. */
async function community(workshop, file, { preload }) {
  const { port, pid, ownerLink } = await workshop.gatehouse(workshop.file(file), {
    unbundled: true,
    preload,
  });
  const founding = await workshop.connections(port, CONNECTIONS);
  const { code } = await foundCommunity(founding[0], ownerLink);
  const people = await signInMany(founding, workshop.peopleFor(JOINS));
  const path = `/api/v1/invites/${code}/join`;
  return {
    port,
    pid,
    requests: people.map((token) => requestBytes('POST', path, { token })),
  };
}

function joins({ port, pid, requests }, round) {
  const mine = requests.slice(round * JOINS, (round + 1) * JOINS);
  return withCpu(pid, () => closedLoopTo(port, CONNECTIONS, each(mine)));
}
