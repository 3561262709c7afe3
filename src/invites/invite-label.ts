import { withoutCase } from '../platform/without-case.js';

/** What an invite is searched in. No label and no code has a line break in it. */
export function searchedText(code: string, label: string | null): string {
  return withoutCase(label === null ? code : `${label}\n${code}`);
}

/** Behind every other text. */
const LAST = '\u{10ffff}';
/** As many digits as a number in a label may have to count as one. */
const DIGITS = 12;

/**
 * What invites are sorted by to have them by label, byte by byte: accents count for nothing, `Stand 9`
 * comes before `Stand 10`, and what has no label last.
 */
export function labelKey(label: string | null): string {
  if (label === null) return LAST;
  return withoutCase(label)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\d+/g, (number) => number.padStart(DIGITS, '0'));
}
