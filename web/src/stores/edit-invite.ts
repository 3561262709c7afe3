import type { Invite } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { editInvite, type InviteChanges } from '../api/invites.js';
import { changedTerms, draftOf, isStale } from './invite-changes.js';
import { inviteQuery } from './invites.js';
import type { Draft } from './invite-terms.js';

/** An edit that somebody is about: it outlives the dialog, should that be closed by accident. */
export interface Edit {
  /** What they began with: what differs from it by now, somebody else has changed. */
  readonly base: Invite;
  readonly draft: Draft;
  readonly isTouched: boolean;
}

export function newEdit(invite: Invite): Edit {
  return { base: invite, draft: draftOf(invite), isTouched: false };
}

/** An invite that many use has a new version with each of them. */
const TRIES = 5;

/**
 * Writes what was changed, if nobody else has changed the terms meanwhile; uses are no conflict.
 * @param latest the invite as far as we know
 * @throws Problem, Unreachable
 */
export async function saveEdit(
  queries: QueryClient,
  { base }: Edit,
  changes: InviteChanges,
  latest: Invite,
): Promise<Invite> {
  let { version } = changedTerms(base, latest).length === 0 ? latest : base;
  for (let tries = 1; ; tries++) {
    try {
      return await editInvite(base.code, changes, version);
    } catch (error) {
      if (!isStale(error) || tries === TRIES) throw error;
      const now = await queries.query({ ...inviteQuery(base.code), staleTime: 0 });
      if (!now || changedTerms(base, now).length > 0) throw error;
      ({ version } = now);
    }
  }
}
