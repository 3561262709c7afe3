import { foundCommunity } from './community.mjs';
import { startGatehouse } from './gatehouse.mjs';
import { HttpConnection } from './http-connection.mjs';
import { finishLine } from './progress.mjs';
import { seedJoins } from './seed.mjs';

/**
 * Makes a database with a community that so many people have joined by one invite; nothing runs afterwards.
 *
 * @returns {Promise<{ owner: string, ownerId: string, code: string }>} the token of the owner's session, who they are,
 *   and that invite
 */
export async function grownCommunity(file, joins) {
  const gatehouse = await startGatehouse(file, { profiled: false });
  const [connection] = await HttpConnection.open(gatehouse.port, 1);
  const community = await foundCommunity(connection, gatehouse.ownerLink);
  connection.close();
  await gatehouse.stop();
  await seedJoins(file, community.code, joins);
  finishLine();
  return community;
}
