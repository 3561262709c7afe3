import type { TextsInPage } from './i18n.js';
import type { Language } from './languages.js';

/** Each language in one file. */
const LOADS = {
  en: async () => import('./all-en.js'),
  de: async () => import('./all-de.js'),
} as const satisfies Record<Language, unknown>;

/**
 * All that a page can say in a language, at once: a part that has to wait for its words would hide the page around it,
 * and React shows nothing new for a third of a second after that.
 */
export async function allTexts(language: Language): Promise<TextsInPage> {
  const { TEXTS } = await LOADS[language]();
  const sections = Object.entries(TEXTS).map(([path, texts]) => [sectionOf(path), texts] as const);
  return { language, sections: Object.fromEntries(sections) };
}

function sectionOf(path: string): string {
  return path.replace(/.*\/|\.json$/g, '');
}
