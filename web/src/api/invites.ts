import {
  answerOf,
  type Invite,
  type InviteDetails,
  type InvitePreview,
  type Joined,
} from '@gatehouse/sdk';
import type { Body, Query } from './calls.js';
import { api } from './client.js';

/** Whoever has the code may look; nothing is changed by it. */
export function previewInvite(code: string): Promise<InvitePreview> {
  return answerOf(api.GET('/api/v1/invites/{code}', { params: { path: { code } } }));
}

/** @param key the same for the same try: should its answer be lost, the next is answered by it */
export function joinByInvite(code: string, key: string): Promise<Joined> {
  const params = { path: { code }, header: { 'Idempotency-Key': key } };
  return answerOf(api.POST('/api/v1/invites/{code}/join', { params }));
}

export function listInvites(query: Query<'/api/v1/invites'>, signal?: AbortSignal) {
  return answerOf(api.GET('/api/v1/invites', { params: { query }, ...(signal && { signal }) }));
}

/** How many invites there are of each status. */
export function countInvites(signal?: AbortSignal) {
  return answerOf(api.GET('/api/v1/invites/counts', { ...(signal && { signal }) }));
}

/** The whole invite, with a page of who used it. */
export function inviteDetails(
  code: string,
  query: Query<'/api/v1/invites/{code}/details'>,
  signal?: AbortSignal,
): Promise<InviteDetails> {
  const params = { path: { code }, query };
  return answerOf(api.GET('/api/v1/invites/{code}/details', { params, ...(signal && { signal }) }));
}

/** @param key the same for the same draft */
export function createInvite(body: Body<'/api/v1/invites', 'post'>, key: string): Promise<Invite> {
  return answerOf(
    api.POST('/api/v1/invites', { body, params: { header: { 'Idempotency-Key': key } } }),
  );
}

/** What of an invite can be changed. */
export type InviteChanges = Body<'/api/v1/invites/{code}', 'patch'>;

/** @param version that it must still have; any, if left out */
export function editInvite(
  code: string,
  changes: InviteChanges,
  version?: number,
): Promise<Invite> {
  const header = version === undefined ? {} : { 'If-Match': `"${version}"` };
  const params = { path: { code }, header };
  return answerOf(api.PATCH('/api/v1/invites/{code}', { params, body: changes }));
}

/** @param reason goes into the audit log; empty: none */
export async function revokeInvite(code: string, reason: string): Promise<void> {
  const given = reason.trim();
  // Header values are ASCII.
  const header = given === '' ? {} : { 'X-Audit-Log-Reason': encodeURIComponent(given) };
  await answerOf(api.DELETE('/api/v1/invites/{code}', { params: { path: { code }, header } }));
}
