/** Where a community is kept. */
export type DatabaseAddress =
  | { readonly engine: 'sqlite'; readonly path: string }
  /** May hold a password. */
  | { readonly engine: 'postgres'; readonly url: string };

/** What a database URL can be, for people. */
export const A_DATABASE = 'sqlite:<path>, sqlite::memory: or postgres://<user>@<host>/<database>';
/** The same of one that outlives the process. */
export const A_KEPT_DATABASE = 'sqlite:<path> or postgres://<user>@<host>/<database>';

/** The database that a URL names, if it names one. */
export function databaseAt(url: string): DatabaseAddress | undefined {
  if (/^sqlite:.+$/.test(url)) return { engine: 'sqlite', path: url.slice('sqlite:'.length) };
  if (!/^postgres(ql)?:\/\/\S+$/.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, pathname, search, hash } = new URL(url);
  // The driver would take several hosts for the name of one, and wait for it.
  if (hostname.includes(',')) return undefined;
  // A password with a `/`, `?`, `#` or `@` in it that was not percent-encoded: part of it would count as host or database.
  return (pathname + search + hash).includes('@') ? undefined : { engine: 'postgres', url };
}

/** How the address of a database may be shown: without anything that may be a secret. */
export function shownAddress(address: DatabaseAddress): string {
  if (address.engine === 'sqlite') return `sqlite:${address.path}`;
  const { protocol, host, pathname } = new URL(address.url);
  return `${protocol}//${host}${pathname}`;
}
