import { keptCommunity, LARGE_LOG } from '../lib/kept-community.mjs';
import { readsBesideSmall } from '../lib/reads-beside-small.mjs';

const SMALL_LOG = 10_000;

export const description = `the latest events of an invite in ${LARGE_LOG.toLocaleString('en')}, beside those in ${SMALL_LOG.toLocaleString('en')}`;

export async function run(workshop) {
  const [small, large] = [await logOf(workshop, SMALL_LOG), await logOf(workshop, LARGE_LOG)];
  return readsBesideSmall(workshop, { small, large });
}

async function logOf(workshop, events) {
  const file = workshop.file(`${events}.db`);
  const { owner, code, copyTo } = await keptCommunity(events);
  copyTo(file);
  return { file, token: owner, path: `/api/v1/audit/events?invite=${code}&order=desc` };
}
