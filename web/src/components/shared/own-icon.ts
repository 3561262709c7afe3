/**
 * Where to fetch an icon from: this very site, whatever name it was opened by. `null` if it is elsewhere:
 * fetching it would tell another host who looks at the page.
 * @param baseUrl the community's URL, without a slash at its end
 */
export function ownIcon(icon: string | null, baseUrl: string): string | null {
  if (icon?.startsWith(`${baseUrl}/`) !== true) return null;
  const { pathname, search } = new URL(icon);
  // What begins with two slashes names a host.
  return pathname.replace(/^\/+/, '/') + search;
}
