import { comparison } from '../lib/comparison.mjs';
import { whyNoPeer } from '../lib/peer.mjs';

const GROUPED = 10_000;
/** Fewer, as each has a commit of its own. */
const ALONE = 1000;

export const description = 'appends to the event store, beside emmett on SQLite';
export const whyNot = () => whyNoPeer('emmett');

/**
 * Compares appends a second of two events each, 64 at a time to as many streams, each with the version that
 * it expects: from a process to a file (WAL, `synchronous=FULL`), answered when they are on disk, without
 * HTTP and without read models on either side. Gatehouse appends as all of its commands do, by the command
 * runner, so that those who wait at the same time share a commit; it chains hashes, which emmett does not.
 * What its store does without the runner, with a commit for each append as emmett has, stands in the details
 * as `alone`.
 */
export async function run(workshop) {
  const ours = await workshop.measured('appends.mjs', workshop.file('gatehouse.db'));
  const theirs = await workshop.peer('emmett', workshop.file('emmett.db'));
  const rounds = await workshop.rounds(async () => {
    const emmett = await theirs.ask(ALONE);
    const grouped = await ours.ask({ way: 'grouped', appends: GROUPED });
    const alone = await ours.ask({ way: 'alone', appends: ALONE });
    return {
      reference: emmett.perSecond,
      figure: grouped.perSecond,
      details: { emmett, gatehouse: grouped, alone },
    };
  });
  return comparison({ reference: 'emmett-sqlite', unit: 'appends/s', reach: 1 }, rounds);
}
