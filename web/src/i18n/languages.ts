/** The languages there are, each under its own name. A folder in `locales/` is one. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof LANGUAGES;

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

/** The first that we have of those that the reader asks for, e.g. `de-AT`. */
export function languageFor(wanted: readonly (string | null)[]): Language {
  const found = wanted.map((tag) => tag?.split('-')[0]?.toLowerCase() ?? '').find(isLanguage);
  return found ?? 'en';
}

/** In which locale to write dates and numbers: the reader's own, where it is of that language. */
export function localeFor(language: Language, wanted: readonly string[]): string {
  return (
    wanted.find((tag) => languageFor([tag]) === language && tag.startsWith(language)) ?? language
  );
}
