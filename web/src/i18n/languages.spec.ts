import { describe, expect, it } from '@jest/globals';
import { languageFor, localeFor } from './languages.js';

describe('the language', () => {
  it.each([
    [[null, 'de-AT', 'en'], 'de'],
    [['fr', 'EN-gb'], 'en'],
    [['toString', 'xx'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (wanted, language) => {
    expect(languageFor(wanted)).toBe(language);
  });
});

describe('the locale of dates and numbers', () => {
  it('is the reader’s own where it is of the language', () => {
    expect(localeFor('de', ['en-US', 'de-AT', 'de'])).toBe('de-AT');
    expect(localeFor('de', ['en-US'])).toBe('de');
    expect(localeFor('en', ['fr', 'xx'])).toBe('en');
  });
});
