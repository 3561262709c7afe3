import type { InvitePreview, ProblemDocument } from '@gatehouse/sdk';
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
