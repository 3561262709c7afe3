import type { Invite } from '@gatehouse/sdk';
import type { InviteChanges } from '../api/invites.js';
import { FEW_USES, NEW_DRAFT, secondsIn, textIn, usesIn, type Draft } from './invite-terms.js';

/** The terms that one person can change under another's hands. */
export const TERMS = ['label', 'max_uses', 'expires_at', 'status'] as const;
export type Term = (typeof TERMS)[number];

/** An invite as the form shows it. */
export function draftOf({ label, max_uses }: Invite): Draft {
  const maxUses = max_uses === 0 ? '' : String(max_uses);
  const isOwnNumber = max_uses !== 0 && !FEW_USES.some((few) => few === maxUses);
  return { ...NEW_DRAFT, label: label ?? '', maxUses, isOwnNumber, expiry: 'keep' };
}

/** What somebody changed of the invite that they began with, so that nothing else is written over. */
export function changesIn(draft: Draft, base: Invite, now: number): InviteChanges {
  const label = textIn(draft.label);
  const max_uses = usesIn(draft);
  const expires_in_seconds = secondsIn(draft, now);
  return {
    ...(label !== base.label && { label }),
    ...(max_uses !== undefined && max_uses !== base.max_uses && { max_uses }),
    ...(expires_in_seconds !== undefined && { expires_in_seconds }),
  };
}

/** What somebody typed, on top of a newer state: what they left as it was follows that. */
export function rebased(draft: Draft, base: Invite, latest: Invite): Draft {
  const newer = draftOf(latest);
  return {
    ...draft,
    ...(textIn(draft.label) === base.label && { label: newer.label }),
    ...(usesIn(draft) === base.max_uses && {
      maxUses: newer.maxUses,
      isOwnNumber: newer.isOwnNumber,
    }),
  };
}

/** What somebody else changed meanwhile. Uses come and go, and are no reason to stop anybody. */
export function changedTerms(base: Invite, latest: Invite): readonly Term[] {
  return TERMS.filter((term) => {
    if (term !== 'status') return base[term] !== latest[term];
    return isHeld(base) !== isHeld(latest);
  });
}

/** What both have changed, and not to the same. */
export function contestedTerms(draft: Draft, base: Invite, latest: Invite): readonly Term[] {
  return changedTerms(base, latest).filter(
    (term) => isEntered(draft, base, term) && isEntered(draft, latest, term),
  );
}

function isEntered(draft: Draft, invite: Invite, term: Term): boolean {
  switch (term) {
    case 'label':
      return textIn(draft.label) !== invite.label;
    case 'max_uses':
      return usesIn(draft) !== invite.max_uses;
    case 'expires_at':
      return draft.expiry !== 'keep';
    case 'status':
      return false;
  }
}

/** What somebody typed, but for one term, which is as it is by now. */
export function takingTheirs(draft: Draft, latest: Invite, term: Term): Draft {
  const { label, maxUses, isOwnNumber, expiry, expiresAt } = draftOf(latest);
  switch (term) {
    case 'label':
      return { ...draft, label };
    case 'max_uses':
      return { ...draft, maxUses, isOwnNumber };
    case 'expires_at':
      return { ...draft, expiry, expiresAt };
    case 'status':
      return draft;
  }
}

/** Whether somebody has stopped it: what its own limits do to it is no change of its terms. */
function isHeld({ status }: Invite): 'paused' | 'revoked' | 'no' {
  return status === 'paused' || status === 'revoked' ? status : 'no';
}
