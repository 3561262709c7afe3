import { answerOf, type Member } from '@gatehouse/sdk';
import type { Query } from './calls.js';
import { api } from './client.js';

export function listMembers(query: Query<'/api/v1/members'>, signal?: AbortSignal) {
  return answerOf(api.GET('/api/v1/members', { params: { query }, ...(signal && { signal }) }));
}

/** @param person a public key or a user id */
export function getMember(person: string, signal?: AbortSignal): Promise<Member> {
  const params = { path: { pubkey: person } };
  return answerOf(api.GET('/api/v1/members/{pubkey}', { params, ...(signal && { signal }) }));
}

/** Comes in without an invite, where that is possible. */
export function joinDirectly() {
  return answerOf(api.POST('/api/v1/members/join'));
}

/** What proves, without the server, that one came in. */
export function getOwnReceipt() {
  return answerOf(api.GET('/api/v1/members/me/receipt', { parseAs: 'text' }));
}

export function leave() {
  return answerOf(api.DELETE('/api/v1/members/me'));
}

/** @param reason goes into the audit log */
export async function kick(pubkey: string, reason: string | null): Promise<void> {
  const params = { path: { pubkey } };
  await answerOf(api.POST('/api/v1/members/{pubkey}/kick', { params, body: { reason } }));
}

/** @param reason goes into the audit log, and stands in the list of bans */
export async function ban(pubkey: string, reason: string | null): Promise<void> {
  const params = { path: { pubkey } };
  await answerOf(api.POST('/api/v1/members/{pubkey}/ban', { params, body: { reason } }));
}

/** Forgets who somebody is, for good. */
export function erase(pubkey: string) {
  return answerOf(api.POST('/api/v1/members/{pubkey}/erase', { params: { path: { pubkey } } }));
}

export function giveRole(pubkey: string, role_id: string) {
  const params = { path: { pubkey, role_id } };
  return answerOf(api.PUT('/api/v1/members/{pubkey}/roles/{role_id}', { params }));
}

export function takeRole(pubkey: string, role_id: string) {
  const params = { path: { pubkey, role_id } };
  return answerOf(api.DELETE('/api/v1/members/{pubkey}/roles/{role_id}', { params }));
}

export function listBans(query: Query<'/api/v1/bans'>, signal?: AbortSignal) {
  return answerOf(api.GET('/api/v1/bans', { params: { query }, ...(signal && { signal }) }));
}

export function unban(pubkey: string) {
  return answerOf(api.DELETE('/api/v1/bans/{pubkey}', { params: { path: { pubkey } } }));
}

export function getAllowlist(query: Query<'/api/v1/allowlist'>, signal?: AbortSignal) {
  return answerOf(api.GET('/api/v1/allowlist', { params: { query }, ...(signal && { signal }) }));
}

export function allow(pubkey: string) {
  return answerOf(api.POST('/api/v1/allowlist', { body: { pubkey } }));
}

export function disallow(pubkey: string) {
  return answerOf(api.DELETE('/api/v1/allowlist/{pubkey}', { params: { path: { pubkey } } }));
}
