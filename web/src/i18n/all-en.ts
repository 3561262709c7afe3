import type { TextsInPage } from './i18n.js';

/** Every section in English, by the path of its file. */
export const TEXTS = import.meta.glob<TextsInPage['sections'][string]>('../locales/en/*.json', {
  import: 'default',
  eager: true,
});
