import { create } from 'zustand';
import { NEW_DRAFT, type Draft } from '../../stores/invite-terms.js';

/**
 * What was typed for a new invite: it outlives the dialog, and the page, so that neither a slip of the
 * hand nor the end of a session costs it.
 */
export const useDraft = create<{ readonly draft: Draft }>(() => ({ draft: NEW_DRAFT }));

export function changeDraft(changes: Partial<Draft>): void {
  useDraft.setState(({ draft }) => ({ draft: { ...draft, ...changes } }));
}

export function clearDraft(): void {
  useDraft.setState({ draft: NEW_DRAFT });
}
