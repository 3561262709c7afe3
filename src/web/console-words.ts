/** What the console's page says before any script has come; all else stands in `web/src/locales`. */
const WORDS = {
  en: {
    description: 'Invites, members and roles of a community.',
    needsScripts: 'This page needs JavaScript: your key is made and kept in your browser.',
  },
  de: {
    description: 'Einladungen, Mitglieder und Rollen einer Gemeinschaft.',
    needsScripts:
      'Diese Seite braucht JavaScript: Dein Schlüssel wird in deinem Browser erzeugt und aufbewahrt.',
  },
} as const;

type Language = keyof typeof WORDS;

export interface ConsoleWords {
  readonly language: Language;
  readonly description: string;
  readonly needsScripts: string;
}

/** @param languages that the reader asks for, the most wanted first: `de-AT`, `en` */
export function consoleWords(languages: readonly string[]): ConsoleWords {
  const language = languages.map(primary).find(isLanguage) ?? 'en';
  return { language, ...WORDS[language] };
}

function primary(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? '';
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(WORDS, tag);
}
