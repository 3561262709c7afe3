import { setTimeout } from 'node:timers/promises';
import { overall } from '../lib/alternating.mjs';
import { closedLoopTo, each } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { signInMany } from '../lib/people.mjs';
import { withCpu } from '../lib/process-cpu.mjs';

const CONNECTIONS = 64;
const JOINS = 12_000;
/**
 * Neither has the shorter log, nor the warmer machine; and neither always begins: of two that were the same in
 * everything the one that did was 2 % behind, in the median of six rounds.
 */
const ORDERS = [
  ['withTree', 'without', 'without', 'withTree'],
  ['without', 'withTree', 'withTree', 'without'],
];
const TURNS = 4;
/** Somebody looks where the log is as often as it is signed. */
const LOOKED_AT_MS = 1000;
/** Within this time a tree that was stopped has caught up: it looks each second, and has a round to take in. */
const CATCH_UP_MS = 2000;

export const description =
  'joins while the tree over the log grows and is signed, beside joins without it';

/**
 * One process for both, by turns: of two that were the same in everything one did 6 % more than the other, in the
 * median of eight rounds.
 */
export async function run(workshop) {
  const { port, pid, ownerLink } = await workshop.gatehouse(workshop.file('join-tree.db'), {
    unbundled: true,
    preload: 'tree-switch.mjs',
  });
  const founding = await workshop.connections(port, CONNECTIONS);
  const { code } = await foundCommunity(founding[0], ownerLink);
  const people = await signInMany(founding, workshop.peopleFor(TURNS * JOINS));
  const requests = people.map((token) =>
    requestBytes('POST', `/api/v1/invites/${code}/join`, { token }),
  );
  const join = () =>
    withCpu(pid, () => closedLoopTo(port, CONNECTIONS, each(requests.splice(0, JOINS))));
  const turns = {
    withTree: async () => {
      await setTimeout(CATCH_UP_MS);
      return lookingAt(port, join);
    },
    without: async () => {
      process.kill(pid, 'SIGUSR2');
      await setTimeout(CATCH_UP_MS);
      const figure = await join();
      process.kill(pid, 'SIGUSR2');
      return figure;
    },
  };
  const rounds = await workshop.rounds(async (round) => {
    const details = { withTree: [], without: [] };
    for (const name of ORDERS[round % 2]) details[name].push(await turns[name]());
    return {
      reference: overall(details.without),
      figure: overall(details.withTree),
      details,
    };
  });
  return comparison(
    { reference: 'the same without the tree', unit: 'joins/s', reach: 0.97 },
    rounds,
  );
}

/** Asks for a checkpoint each second while `work` goes on. */
async function lookingAt(port, work) {
  const looking = setInterval(() => {
    fetch(`http://127.0.0.1:${port}/log/checkpoint`).catch(() => undefined);
  }, LOOKED_AT_MS);
  try {
    return await work();
  } finally {
    clearInterval(looking);
  }
}
