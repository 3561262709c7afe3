import type { InvitePreview, ProblemDocument } from '@gatehouse/sdk';
import { createContext, use } from 'react';
import type { TextsInPage } from '../i18n/i18n.js';

/** What the server wrote into the page of an invite: it renders the page with it, and the browser goes on with it. */
export interface InviteBoot {
  readonly code: string;
  /** The public URL of the community, without a slash at its end. */
  readonly url: string;
  /** Unix milliseconds when the page was rendered. */
  readonly at: number;
  /** The community is served to be looked at: no change is taken. */
  readonly readOnly?: true;
  /** What the invite leads to, or what is the matter with it. */
  readonly preview?: InvitePreview;
  readonly problem?: ProblemDocument;
  /** Seconds after which there is use in trying again. */
  readonly retryAfter?: number;
  /** In what words the server has rendered the page; without them it has not. */
  readonly texts?: TextsInPage;
}

/** What can be done on the page, in a browser. */
export interface JoinActions {
  /** Fetches what the next press of a button needs. */
  readonly prepare: () => void;
  /** Joins: with the key of this browser, or with one made for it. */
  readonly join: (preview: InvitePreview) => Promise<void>;
  /** Looks at the invite again, or tries once more to join, whichever was refused. */
  readonly tryAgain: () => Promise<void>;
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
