/** What a Redis URL can be, for people. */
export const A_REDIS = 'redis://<user>:<password>@<host>:<port>/<number>, or rediss:// for TLS';

/** Whether a URL names a Redis server, and nothing else: what is not in it has its default. */
export function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, username, password } = new URL(text);
  return hostname !== '' && /^(\/\d{0,5})?$/.test(pathname) && isDecodable(username + password);
}

/** Whether every percent sign begins an encoded character, as a client will read it. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
