import { grownCommunity } from '../lib/grown-community.mjs';
import { readsBesideSmall } from '../lib/reads-beside-small.mjs';
import { seedInvites } from '../lib/seed.mjs';

const FEW = 100;
const MANY = 100_000;

export const description = `a page of ${MANY.toLocaleString('en')} active invites, beside a page of ${FEW}`;

export async function run(workshop) {
  const [small, large] = [await communityOf(workshop, FEW), await communityOf(workshop, MANY)];
  return readsBesideSmall(workshop, { small, large });
}

async function communityOf(workshop, invites) {
  const file = workshop.file(`${invites}.db`);
  const { owner, ownerId } = await grownCommunity(file, 0);
  await seedInvites(file, ownerId, invites);
  return { file, token: owner, path: '/api/v1/invites' };
}
