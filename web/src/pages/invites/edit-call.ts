import { answerOf, Problem, type Invite } from '@gatehouse/sdk';
import { api } from '../../api/api.js';

/** What of an invite can be changed. */
export interface Changes {
  readonly label?: string | null;
  readonly max_uses?: number;
  readonly expires_in_seconds?: number | null;
  readonly paused?: boolean;
}

/** @param version that it must still have; any, if left out */
export function editInvite(code: string, changes: Changes, version?: number): Promise<Invite> {
  const header = version === undefined ? {} : { 'If-Match': `"${version}"` };
  const params = { path: { code }, header };
  return answerOf(api.PATCH('/api/v1/invites/{code}', { params, body: changes }));
}

export function isStale(error: unknown): boolean {
  return error instanceof Problem && error.code === 'VERSION_MISMATCH';
}

/** @param reason goes into the audit log; empty: none */
export async function revokeInvite(code: string, reason: string): Promise<void> {
  const given = reason.trim();
  // Header values are ASCII.
  const header = given === '' ? {} : { 'X-Audit-Log-Reason': encodeURIComponent(given) };
  await answerOf(api.DELETE('/api/v1/invites/{code}', { params: { path: { code }, header } }));
}
