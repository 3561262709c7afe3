/** A setting that is not allowed, in one line for the operator. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/** In which passwords may stand: they are not shown, however malformed. */
export const SECRET: ReadonlySet<string> = new Set([
  'GATEHOUSE_DATABASE_URL',
  'GATEHOUSE_REDIS_URL',
]);

export function badSetting(name: string, value: unknown, allowed: string): BadSetting {
  const shown = SECRET.has(name) ? 'something else' : JSON.stringify(value);
  return new BadSetting(`${name} is ${shown}; allowed is ${allowed}.`);
}
