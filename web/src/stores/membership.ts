import type { QueryClient } from '@tanstack/react-query';
import { joinDirectly, leave } from '../api/members.js';
import { noteJoined } from '../identity/key-store.js';
import { meQuery } from './community.js';

/** Comes in without an invite. @throws Problem, Unreachable */
export async function comeIn(queries: QueryClient): Promise<void> {
  await joinDirectly();
  await noteJoined(true);
  await queries.invalidateQueries(meQuery);
}

/** Leaves the community. @throws Problem, Unreachable */
export async function goAway(queries: QueryClient): Promise<void> {
  await leave();
  await noteJoined(false);
  await queries.invalidateQueries(meQuery);
}
