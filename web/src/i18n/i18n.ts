import i18next, { type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { remembered } from '../boot/remembered.js';
import type { Section } from './i18next.js';
import { isolated } from './isolated.js';
import { languageFor, LANGUAGES, type Language } from './languages.js';

/** The file of each section in each language, loaded when a page asks for it. */
const CATALOGUES = import.meta.glob<Texts>('../locales/*/*.json', {
  import: 'default',
});

const CHOICE = 'gatehouse.language';

/** What somebody chose here, or what their browser asks for. */
export function chosenLanguage(): Language {
  return languageFor([remembered.read(CHOICE), ...navigator.languages]);
}

/** Sections that are in the page already, and need not be fetched: those that it was rendered with. */
export interface TextsInPage {
  readonly language: Language;
  readonly sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Starts with the sections that the first page shows; others come with their pages. */
export async function startTexts(
  sections: readonly Section[],
  inPage?: TextsInPage,
): Promise<void> {
  i18next
    .use({
      type: 'backend',
      init: () => undefined,
      // What could not be fetched is asked for again, a few times.
      read: (language: string, section: string, answer: ReadCallback) => {
        textsOf(language, section).then(
          (texts) => answer(null, texts),
          (error: unknown) => answer(error instanceof Error ? error : String(error), true),
        );
      },
    })
    .use(initReactI18next)
    .on('languageChanged', (language) => {
      document.documentElement.lang = language;
    });
  await i18next.init({
    lng: inPage?.language ?? chosenLanguage(),
    ...(inPage && {
      resources: { [inPage.language]: inPage.sections },
      partialBundledLanguages: true,
    }),
    fallbackLng: false,
    supportedLngs: Object.keys(LANGUAGES),
    ns: [...sections],
    defaultNS: 'common',
    // React writes text and never markup, so that nothing is left to escape but the direction.
    interpolation: { escape: isolated },
  });
}

type Texts = Readonly<Record<string, unknown>>;

async function textsOf(language: string, section: string): Promise<Texts> {
  const load = CATALOGUES[`../locales/${language}/${section}.json`];
  if (!load) throw new Error(`No ${section} in ${language}.`);
  return load();
}

let wanted: Language | undefined;

/** Says everything in a language; as long as its texts cannot be fetched, all stays as it is. */
export async function showLanguage(language: Language): Promise<boolean> {
  wanted = language;
  const sections = [i18next.options.ns ?? []].flat();
  const missing = sections.filter((section) => !i18next.hasResourceBundle(language, section));
  try {
    const fetched = await Promise.all(missing.map((section) => textsOf(language, section)));
    missing.forEach((section, at) => i18next.addResourceBundle(language, section, fetched[at]));
  } catch {
    return false;
  }
  // Somebody may have chosen another meanwhile.
  if (wanted !== language) return false;
  await i18next.changeLanguage(language);
  return true;
}

/** Shows a language, and remembers it. */
export async function chooseLanguage(language: Language): Promise<void> {
  if (await showLanguage(language)) remembered.write(CHOICE, language);
}
