import type { InvitePreview, ProblemDocument } from '@gatehouse/sdk';

/** What the server wrote into the page. */
interface Boot {
  /** The path of the public URL, without a slash at its end. */
  readonly base: string;
  /** The community is served to be looked at: no change is taken. */
  readonly readOnly?: true;
  /** On an invite's page: what the invite leads to, or what is the matter with it. */
  readonly preview?: InvitePreview;
  readonly problem?: ProblemDocument;
  /** Seconds after which there is use in trying again. */
  readonly retryAfter?: number;
}

function read(): Boot {
  const text = document.getElementById('boot')?.textContent;
  // Vite's own server writes nothing.
  return text ? (JSON.parse(text) as Boot) : { base: '' };
}

export const boot = read();

/** The community's URL, under which its key is kept. */
export const baseUrl = window.location.origin + boot.base;

/** An address on this site. */
export function urlOf(path: string): string {
  return baseUrl + path;
}

/** For the styles that are made at run time: the policy lets in only those that bear it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
