import { answerOf, type Me, type Server } from '@gatehouse/sdk';
import type { Body } from './calls.js';
import { api } from './client.js';

/** The community, as anybody may see it. */
export function getServer(): Promise<Server> {
  return answerOf(api.GET('/api/v1/server'));
}

/** @param version that the settings must still have; any, if left out */
export function changeServer(
  body: Body<'/api/v1/server', 'patch'>,
  version?: number,
): Promise<Server> {
  const header = version === undefined ? {} : { 'If-Match': `"${version}"` };
  return answerOf(api.PATCH('/api/v1/server', { params: { header }, body }));
}

/** Makes another member the owner. */
export async function handOver(pubkey: string): Promise<void> {
  await answerOf(api.POST('/api/v1/server/owner', { body: { pubkey } }));
}

/** Who is signed in, and what they may do. */
export function getMe(): Promise<Me> {
  return answerOf(api.GET('/api/v1/auth/me'));
}

/** @param display_name `null`: no name */
export function rename(display_name: string | null): Promise<Me> {
  return answerOf(api.PATCH('/api/v1/auth/me', { body: { display_name } }));
}
