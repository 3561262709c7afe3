/** Where a community is kept. */
export type DatabaseAddress =
  | { readonly engine: 'sqlite'; readonly path: string }
  /** May hold a password. */
  | { readonly engine: 'postgres'; readonly url: string };

/** What a database URL can be, for people. */
export const A_DATABASE = 'sqlite:<path>, sqlite::memory: or postgres://<user>@<host>/<database>';

/** The database that a URL names, if it names one. */
export function databaseAt(url: string): DatabaseAddress | undefined {
  if (/^sqlite:.+$/.test(url)) return { engine: 'sqlite', path: url.slice('sqlite:'.length) };
  if (/^postgres(ql)?:\/\/\S+$/.test(url) && URL.canParse(url)) return { engine: 'postgres', url };
  return undefined;
}

/** A URL as it may be shown: without a password, also where it is not well formed. */
export function withoutPassword(url: string): string {
  // To the last @: whoever forgot to encode their password would read it in a log.
  return url.replace(/:(?!\/\/).*@/s, ':***@').replace(/([?&]password=)[^&"]*/g, '$1***');
}
