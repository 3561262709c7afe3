/** The path under which a community is reached, without a slash at its end: empty where it has its host alone. */
export function publicPath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}
