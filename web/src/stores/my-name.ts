import type { Me } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { rename } from '../api/server.js';
import { changeCached } from './change-cached.js';
import { meQuery } from './community.js';

/** @throws Problem, Unreachable */
export async function saveMyName(queries: QueryClient, name: string): Promise<Me> {
  const saved = await rename(name.trim() || null);
  changeCached(queries, meQuery.queryKey, () => saved);
  return saved;
}
