import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { create } from 'zustand';
import { rolesQuery } from '../../stores/community.js';
import { NEW_DRAFT, type Draft } from '../../stores/invite-terms.js';

/**
 * What was typed for a new invite: it outlives the dialog, and the page, so that neither a slip of the
 * hand nor the end of a session costs it.
 */
export const useDraft = create<{ readonly draft: Draft }>(() => ({ draft: NEW_DRAFT }));

/** The draft as it can be sent: a role that was deleted meanwhile is chosen no more. The same draft if it is not. */
export function useCurrentDraft(): Draft {
  const { draft } = useDraft();
  const { data: roles } = useQuery(rolesQuery);
  const { roleId } = draft;
  const isGone = roleId !== '' && roles?.every(({ id }) => id !== roleId) === true;
  // The same object each time: one that differs is another request.
  return useMemo(() => (isGone ? { ...draft, roleId: '' } : draft), [draft, isGone]);
}

export function changeDraft(changes: Partial<Draft>): void {
  useDraft.setState(({ draft }) => ({ draft: { ...draft, ...changes } }));
}

export function clearDraft(): void {
  useDraft.setState({ draft: NEW_DRAFT });
}
