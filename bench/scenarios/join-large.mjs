import { besideFreshLog } from '../lib/beside-fresh-log.mjs';
import { keptCommunity, LARGE_LOG } from '../lib/kept-community.mjs';

export const description = `joins in a log of ${LARGE_LOG.toLocaleString('en')} events, beside joins in a fresh one`;

export async function run(workshop) {
  const file = workshop.file('large.db');
  const { code, copyTo } = await keptCommunity(LARGE_LOG);
  copyTo(file);
  return besideFreshLog(workshop, { file, code });
}
