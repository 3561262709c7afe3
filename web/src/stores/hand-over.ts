import type { Member } from '@gatehouse/sdk';
import { hashKey, type QueryClient } from '@tanstack/react-query';
import { handOver } from '../api/server.js';
import { meQuery, serverQuery } from './community.js';
import { membersKey } from './members.js';
import { ownerQuery } from './standing.js';

/**
 * Makes another member the owner, and shows it wherever it is shown.
 * @throws Problem, Unreachable
 */
export async function handOverTo(queries: QueryClient, { user_id, pubkey }: Member): Promise<void> {
  if (pubkey === null) throw new Error('Nobody can be found who was erased.');
  await handOver(pubkey);
  queries.setQueryData(ownerQuery.queryKey, user_id);
  for (const queryKey of [
    ownerQuery.queryKey,
    meQuery.queryKey,
    serverQuery.queryKey,
    membersKey,
  ]) {
    void queries.invalidateQueries({ queryKey });
  }
}

/**
 * Asks who the owner is, until told to stop, whenever the community has another version: it gets one with another
 * owner, whom the gateway does not name.
 */
export function refetchOwnerOnOtherVersion(queries: QueryClient): () => void {
  const server = hashKey(serverQuery.queryKey);
  const versionNow = (): number | undefined => queries.getQueryData(serverQuery.queryKey)?.version;
  let known = versionNow();
  return queries.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryHash !== server) return;
    const before = known;
    known = versionNow();
    if (before === undefined || known === before) return;
    void queries.invalidateQueries(ownerQuery);
  });
}
