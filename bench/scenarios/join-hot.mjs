import { besideFreshLog } from '../lib/beside-fresh-log.mjs';
import { grownCommunity } from '../lib/grown-community.mjs';

const USES = 100_000;

export const description = 'joins by an invite with 100,000 uses, beside joins by a fresh one';

export async function run(workshop) {
  const file = workshop.file('used.db');
  const { code } = await grownCommunity(file, USES);
  return besideFreshLog(workshop, { file, code });
}
