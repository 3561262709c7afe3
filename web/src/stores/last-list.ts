import { create } from 'zustand';
import type { ListSearch } from './invite-search.js';

interface LastList {
  /** How the list of invites was looked at last. */
  readonly search: ListSearch;
}

export const useLastList = create<LastList>(() => ({ search: {} }));

export function noteList(search: ListSearch): void {
  useLastList.setState({ search });
}
