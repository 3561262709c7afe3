/** Where a pasted link leads. */
export type InviteTarget =
  /** To an invite of this community. */
  | { readonly kind: 'here'; readonly code: string }
  /** To an invite of another one: `url` is its page, to be opened and never fetched. */
  | { readonly kind: 'elsewhere'; readonly host: string; readonly url: string }
  /** To nothing that we know. */
  | { readonly kind: 'none' };

/** The URLs of a community, without a slash at their ends: the public one, then others by which its pages were opened. */
export type OwnUrls = readonly [publicUrl: string, ...others: string[]];

const NONE: InviteTarget = { kind: 'none' };

const CODE = /^[0-9A-Za-z]{8,32}$/;
/** A host with an optional port: what stands in `decentcom://` before the path. */
const HOST = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i;

/**
 * Reads whatever people paste: a code, a link, an app's link (`decentcom:` or `web+decentcom:`).
 * @param own this community's
 */
export function parseInviteLink(text: string, own: OwnUrls): InviteTarget {
  const given = text.trim().replace(/^<|>$/g, '');
  if (CODE.test(given)) return { kind: 'here', code: given };
  const scheme = /^(?:web\+)?decentcom:(.*)$/i.exec(given);
  if (scheme) return appLink(scheme[1] ?? '', own);
  // What has no scheme is a link without it, e.g. `community.example/invite/Ab3xK9Qz`.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(given);
  if (hasScheme && !/^https?:/i.test(given)) return NONE;
  return pageLink(parseUrl(hasScheme ? given : `https://${given}`), own);
}

function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

/** `//host/invite/code` or `/invite/code?server=...`. */
function appLink(rest: string, own: OwnUrls): InviteTarget {
  const [publicUrl] = own;
  if (rest.startsWith('//')) return pageLink(parseUrl(`${schemeOf(rest, publicUrl)}${rest}`), own);
  const url = parseUrl(rest, 'https://none.invalid');
  const server = url?.searchParams.get('server');
  const path = url?.pathname ?? '';
  if (!server) return pageLink(parseUrl(publicUrl + path), own);
  const origin = /^https?:\/\//i.test(server)
    ? server
    : `${schemeOf(`//${server}`, publicUrl)}//${server}`;
  return pageLink(parseUrl(origin.replace(/\/+$/, '') + path), own);
}

/** An app's link does not say whether its host speaks TLS: this one does what it does, others do. */
function schemeOf(rest: string, publicUrl: string): string {
  const host = /^\/\/([^/?#]*)/.exec(rest)?.[1]?.toLowerCase();
  const here = new URL(publicUrl);
  return host === here.host ? here.protocol : 'https:';
}

function pageLink(url: URL | null, own: OwnUrls): InviteTarget {
  if (!url || url.username || url.password || !HOST.test(url.host)) return NONE;
  const code = /\/invite\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  if (code === undefined || !CODE.test(code)) return NONE;
  if (own.some((each) => isUnder(url, new URL(each)))) return { kind: 'here', code };
  return { kind: 'elsewhere', host: url.host, url: url.origin + url.pathname };
}

/** Several communities can share a host, each under a path of its own. With TLS or without, it is the same. */
function isUnder(url: URL, community: URL): boolean {
  const folder = community.pathname.replace(/\/+$/, '');
  return url.host === community.host && url.pathname.startsWith(`${folder}/invite/`);
}
