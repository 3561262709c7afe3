import type { TextsInPage } from './i18n.js';

/** Every section in German, by the path of its file. */
export const TEXTS = import.meta.glob<TextsInPage['sections'][string]>('../locales/de/*.json', {
  import: 'default',
  eager: true,
});
