import { answerOf, type OpenSession } from '@gatehouse/sdk';
import { api } from './client.js';

/** Where I am signed in, what was used last first. */
export async function listSessions(): Promise<readonly OpenSession[]> {
  return (await answerOf(api.GET('/api/v1/auth/sessions'))).sessions;
}

export async function endSession(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id } } }));
}

/** Ends all of mine but the one that asks. */
export async function endOtherSessions(): Promise<void> {
  await answerOf(api.DELETE('/api/v1/auth/sessions'));
}
