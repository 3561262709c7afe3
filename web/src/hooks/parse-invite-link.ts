/** Where a pasted link leads. */
export type InviteTarget =
  /** To an invite of this community. */
  | { readonly kind: 'here'; readonly code: string }
  /** To an invite of another one: `url` is its page, to be opened and never fetched. */
  | { readonly kind: 'elsewhere'; readonly host: string; readonly url: string }
  /** To nothing that we know. */
  | { readonly kind: 'none' };

const NONE: InviteTarget = { kind: 'none' };

const CODE = /^[0-9A-Za-z]{8,32}$/;
/** A host with an optional port: what stands in `decentcom://` before the path. */
const HOST = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i;

/**
 * Reads whatever people paste: a code, a link, an app's link (`decentcom:` or `web+decentcom:`).
 * @param baseUrl this community's URL, without a slash at its end
 */
export function parseInviteLink(text: string, baseUrl: string): InviteTarget {
  const given = text.trim().replace(/^<|>$/g, '');
  if (CODE.test(given)) return { kind: 'here', code: given };
  const scheme = /^(?:web\+)?decentcom:(.*)$/i.exec(given);
  if (scheme) return appLink(scheme[1] ?? '', baseUrl);
  // What has no scheme is a link without it, e.g. `community.example/invite/Ab3xK9Qz`.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(given);
  if (hasScheme && !/^https?:/i.test(given)) return NONE;
  return pageLink(parseUrl(hasScheme ? given : `https://${given}`), baseUrl);
}

function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

/** `//host/invite/code` or `/invite/code?server=...`. */
function appLink(rest: string, baseUrl: string): InviteTarget {
  if (rest.startsWith('//'))
    return pageLink(parseUrl(`${schemeOf(rest, baseUrl)}${rest}`), baseUrl);
  const url = parseUrl(rest, 'https://none.invalid');
  const server = url?.searchParams.get('server');
  const path = url?.pathname ?? '';
  if (!server) return pageLink(parseUrl(baseUrl + path), baseUrl);
  const origin = /^https?:\/\//i.test(server)
    ? server
    : `${schemeOf(`//${server}`, baseUrl)}//${server}`;
  return pageLink(parseUrl(origin.replace(/\/+$/, '') + path), baseUrl);
}

/** An app's link does not say whether its host speaks TLS: this one does what it does, others do. */
function schemeOf(rest: string, baseUrl: string): string {
  const host = /^\/\/([^/?#]*)/.exec(rest)?.[1]?.toLowerCase();
  const here = new URL(baseUrl);
  return host === here.host ? here.protocol : 'https:';
}

function pageLink(url: URL | null, baseUrl: string): InviteTarget {
  if (!url || url.username || url.password || !HOST.test(url.host)) return NONE;
  const code = /\/invite\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  if (code === undefined || !CODE.test(code)) return NONE;
  if (url.host === new URL(baseUrl).host) return { kind: 'here', code };
  return { kind: 'elsewhere', host: url.host, url: url.origin + url.pathname };
}
