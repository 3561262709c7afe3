import type { Invite } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { editInvite, type InviteChanges } from '../api/invites.js';
import { changedTerms, draftOf } from './invite-changes.js';
import { hear } from './heard-invites.js';
import { inviteQuery } from './invites.js';
import type { Draft } from './invite-terms.js';
import { writeIfSame } from './write-if-same.js';

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

/**
 * Writes what was changed, if nobody else has changed the terms meanwhile; uses are no conflict.
 * @param latest the invite as far as we know
 * @throws Problem, Unreachable
 */
export function saveEdit(
  queries: QueryClient,
  { base }: Edit,
  changes: InviteChanges,
  latest: Invite,
): Promise<Invite> {
  const isSame = (now: Invite): boolean => changedTerms(base, now).length === 0;
  return writeIfSame(isSame(latest) ? latest : base, {
    write: ({ version }) => editInvite(base.code, changes, version),
    read: () => queries.query({ ...inviteQuery(base.code), staleTime: 0 }),
    isSame,
  });
}

/**
 * Pauses an invite, or resumes it.
 * @throws Problem, Unreachable
 */
export async function setPaused(
  queries: QueryClient,
  code: string,
  paused: boolean,
): Promise<void> {
  hear(queries, await editInvite(code, { paused }));
}
