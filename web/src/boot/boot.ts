/** What the server wrote into every page. */
interface Boot {
  /** The path of the public URL, without a slash at its end. */
  readonly base: string;
  /** The public URL of the community, without a slash at its end, whatever the page was opened by. */
  readonly url?: string;
  /** The community is served to be looked at: no change is taken. */
  readonly readOnly?: true;
  /** By what a community without an owner gets one. */
  readonly ownerBy?: 'link' | 'first-user' | 'key';
}

/** All of it; `undefined` from Vite's own server, which writes nothing. */
export function readBoot<Written>(): Written | undefined {
  const text = document.getElementById('boot')?.textContent;
  return text ? (JSON.parse(text) as Written) : undefined;
}

export const boot: Boot = readBoot<Boot>() ?? { base: '' };

/** The community's URL as the page was opened, under which its key is kept. */
export const baseUrl = window.location.origin + boot.base;

/** The community's URL as links and others have it. */
export const publicUrl = boot.url ?? baseUrl;

/** Every URL that is this community's. */
export const ownUrls = [publicUrl, baseUrl] as const;

/** An address on this site. */
export function urlOf(path: string): string {
  return baseUrl + path;
}

/** For the styles that are made at run time: the policy lets in only those that bear it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
