import type { Instant } from '../../platform/clock.js';
import { isName, normalName } from '../../platform/name.js';
import { isPlainText } from '../../platform/plain-text.js';
import type { Value } from './source-rows.js';

const DATE = String.raw`\d{4}-\d{2}-\d{2}`;
const TIME = String.raw`\d{2}:\d{2}:\d{2}(?:\.\d+)?`;
/** What chrono and SQLite write: `2026-11-24T10:00:00.123456789+00:00`, `…Z`, `2026-11-24 10:00:00` (UTC). */
const INSTANT = new RegExp(`^(${DATE})[T ](${TIME})(Z|[+-]\\d{2}:\\d{2})?$`);

/** A time, cut to milliseconds; `undefined` if it is none. */
export function instantIn(value: Value): Instant | undefined {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null;
  if (!match) return undefined;
  const [, date = '', time = '', zone = 'Z'] = match;
  const parsed = new Date(`${date}T${time.replace(/(\.\d{3})\d+$/, '$1')}${zone}`);
  if (Number.isNaN(parsed.getTime())) return undefined;
  const instant = parsed.toISOString();
  // Beyond the year 9999 it would have a sign, and sort before the rest.
  return instant.length === 24 ? instant : undefined;
}

/** A whole number from 0 that can be counted with; `undefined` if it is none. */
export function countIn(value: Value): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function textIn(value: Value): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

interface Mended {
  /** `null` if nothing is left of it. */
  readonly text: string | null;
  /** Whether it is another than what was given. */
  readonly isMended: boolean;
}

/** What was given, as a name that we can store. */
export function mendedName(value: Value, max: number): Mended {
  const given = textIn(value);
  if (given === undefined) return { text: null, isMended: value !== null };
  const normal = normalName(given.toWellFormed());
  if (isName(normal, max)) return { text: normal, isMended: normal !== given };
  // A character is fit for a name if one that can be seen may have it beside itself.
  const fit = [...normal].filter((character) => isName(`a${character}`, 2));
  const text = normalName(fit.slice(0, max).join(''));
  return { text: isName(text, max) ? text : null, isMended: true };
}

/** What was given, as text that we can store. */
export function mended(value: Value, max: number): Mended {
  const given = textIn(value);
  if (given === undefined) return { text: null, isMended: value !== null };
  if (isPlainText(given, 1, max)) return { text: given, isMended: false };
  const plain = [...given.toWellFormed()].filter((character) => isPlainText(character, 1, 1));
  const text = plain.slice(0, max).join('').trim();
  return { text: text === '' ? null : text, isMended: true };
}
