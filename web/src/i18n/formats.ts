import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsAwake } from '../hooks/useIsAwake.js';
import { languageFor, localeFor } from './languages.js';
import { relativeParts } from './relative.js';

/** Dates and numbers as the reader writes them. */
export interface Formats {
  number(value: number): string;
  /** A day and a time, from RFC 3339. */
  dateTime(iso: string): string;
  date(iso: string): string;
  /** A day in UTC: `2026-03-01`. */
  utcDay(day: string): string;
  /** A day and a time, to the second. */
  exactTime(iso: string): string;
  /** How long until then, or since: `in 3 days`, both in Unix milliseconds. */
  relative(then: number, now: number): string;
  /** A span of milliseconds: `3 hours`. */
  duration(ms: number): string;
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const isAwake = useIsAwake();
  return useMemo(() => {
    // The server knows the language only, and the browser begins with what the server rendered.
    const wanted = isAwake ? navigator.languages : [];
    return formatsOf(localeFor(languageFor([i18n.language]), wanted));
  }, [i18n.language, isAwake]);
}

function formatsOf(locale: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const utcDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale);
  // A day from now is tomorrow, and 47 hours are not.
  const justNow = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
  return {
    number: (value) => number.format(value),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    utcDay: (day) => utcDay.format(new Date(day)),
    date: (iso) => date.format(new Date(iso)),
    exactTime: (iso) => exact.format(new Date(iso)),
    relative: (then, now) => {
      const { count, unit } = relativeParts(then - now);
      return count === 0 ? justNow : relative.format(count, unit);
    },
    duration: (ms) => {
      const { count, unit } = relativeParts(ms);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
        count,
      );
    },
  };
}
