import type { InvitePreview } from '@gatehouse/sdk';
import { createContext, use } from 'react';
import type { InviteBoot } from '../../boot/invite-boot.js';

/** What can be done on the page, in a browser. */
export interface JoinActions {
  /** Fetches what the next press of a button needs. */
  readonly prepare: () => void;
  /** Joins: with the key of this browser, or with one made for it. */
  readonly join: (preview: InvitePreview) => Promise<void>;
  /** Looks at the invite again; tries once more to join only if they had pressed the button for it before. */
  readonly tryAgain: () => Promise<void>;
  /** The same, unasked: nothing is seen of it until there is something else to see. */
  readonly goOn: () => Promise<void>;
  /** The time is up: shows what the server says of the invite, if it is over. */
  readonly noteEnd: () => Promise<void>;
  /** Says what to call whoever has come in. */
  readonly giveName: (name: string) => Promise<void>;
  /** The public key of this browser, if it has one. */
  readonly ownKey: () => Promise<string | undefined>;
  readonly goTo: (path: string) => void;
  readonly chooseLanguage: (language: string) => Promise<void>;
}

export interface JoinPageContext {
  readonly boot: InviteBoot;
  readonly actions: JoinActions;
}

export const Page = createContext<JoinPageContext | undefined>(undefined);

export function usePage(): JoinPageContext {
  const page = use(Page);
  if (!page) throw new Error('There is no page around this.');
  return page;
}
