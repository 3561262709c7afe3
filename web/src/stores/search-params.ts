/** The same without what is not there: an address names only what is. */
export function without<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [Key in keyof Fields]?: NonNullable<Fields[Key]> };
}

/** An address that was typed may have numbers where ours have texts. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A time as RFC 3339, in UTC; `undefined` for what is none. */
export function timeIn(text: unknown): string | undefined {
  const time = new Date(textOf(text));
  const isFourDigitYear = time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= 9999;
  return isFourDigitYear ? time.toISOString() : undefined;
}
