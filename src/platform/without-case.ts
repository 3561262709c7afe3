/**
 * A text so that upper and lower case count as the same, beyond ASCII, too: neither engine does that of
 * itself in the same way. By lower case first: only so the two forms of `ß` meet.
 */
export function withoutCase(text: string): string {
  return text.normalize().toLowerCase().toUpperCase();
}
