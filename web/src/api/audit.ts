import { answerOf } from '@gatehouse/sdk';
import type { Query } from './calls.js';
import { api } from './client.js';

/** Where the log ends, signed. */
export function getHead() {
  return answerOf(api.GET('/api/v1/audit/head'));
}

/** Who vouches for the log beside the server, and how far. */
export function getWitnesses() {
  return answerOf(api.GET('/api/v1/audit/witnesses'));
}

/** What proves, without the server, that an event is in the log. */
export function getReceipt(position: number) {
  const options = { params: { path: { position } }, parseAs: 'text' } as const;
  return answerOf(api.GET('/api/v1/audit/receipts/{position}', options));
}

/** Lets the server recompute the whole chain. */
export function verifyLog() {
  return answerOf(api.GET('/api/v1/audit/verify'));
}

export function listEvents(query: Query<'/api/v1/audit/events'>, signal?: AbortSignal) {
  const options = { params: { query }, ...(signal && { signal }) };
  return answerOf(api.GET('/api/v1/audit/events', options));
}

/** What happened to an invite, and how it stood after each event or at a moment. */
export function inviteStory(
  code: string,
  query: Query<'/api/v1/audit/invites/{code}'>,
  signal?: AbortSignal,
) {
  const params = { path: { code }, query };
  return answerOf(api.GET('/api/v1/audit/invites/{code}', { params, ...(signal && { signal }) }));
}

/** @param person a public key or a user id */
export function memberStory(person: string, query: Query<'/api/v1/audit/members/{pubkey}'>) {
  const params = { path: { pubkey: person }, query };
  return answerOf(api.GET('/api/v1/audit/members/{pubkey}', { params }));
}

export function roleStory(id: string, query: Query<'/api/v1/audit/roles/{id}'>) {
  return answerOf(api.GET('/api/v1/audit/roles/{id}', { params: { path: { id }, query } }));
}

export function serverStory(query: Query<'/api/v1/audit/server'>) {
  return answerOf(api.GET('/api/v1/audit/server', { params: { query } }));
}

/** Who was in at a moment. */
export function membersAsOf(query: Query<'/api/v1/audit/members'>, signal?: AbortSignal) {
  const options = { params: { query }, ...(signal && { signal }) };
  return answerOf(api.GET('/api/v1/audit/members', options));
}

/** What was different at two moments. */
export function difference(query: Query<'/api/v1/audit/diff'>, signal?: AbortSignal) {
  return answerOf(api.GET('/api/v1/audit/diff', { params: { query }, ...(signal && { signal }) }));
}

/** Who brought somebody, or whom they brought. */
export function inviteTree(
  person: string,
  query: Query<'/api/v1/audit/members/{pubkey}/tree'>,
  signal: AbortSignal,
) {
  const params = { path: { pubkey: person }, query };
  return answerOf(api.GET('/api/v1/audit/members/{pubkey}/tree', { params, signal }));
}

/** Joins by an invite that were refused. */
export function refusalsOfInvite(
  code: string,
  query: Query<'/api/v1/audit/invites/{code}/refusals'>,
) {
  const params = { path: { code }, query };
  return answerOf(api.GET('/api/v1/audit/invites/{code}/refusals', { params }));
}

/** Joins of somebody that were refused. */
export function refusalsOfMember(
  person: string,
  query: Query<'/api/v1/audit/members/{pubkey}/refusals'>,
) {
  const params = { path: { pubkey: person }, query };
  return answerOf(api.GET('/api/v1/audit/members/{pubkey}/refusals', { params }));
}

/** What proves that the log of today begins with the one of an older size. */
export function getConsistency(from: number) {
  const options = { params: { query: { from } }, parseAs: 'text' } as const;
  return answerOf(api.GET('/api/v1/audit/consistency', options));
}

/** How many joined, by day, by invite or by inviter. */
export function countJoins(query: Query<'/api/v1/audit/joins'>, signal?: AbortSignal) {
  const options = { params: { query }, ...(signal && { signal }) };
  return answerOf(api.GET('/api/v1/audit/joins', options));
}

/** How many tried to join by an invite, came in, and stayed. */
export function inviteFunnel(code: string) {
  return answerOf(api.GET('/api/v1/audit/invites/{code}/funnel', { params: { path: { code } } }));
}
