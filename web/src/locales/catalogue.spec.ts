import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../i18n/languages.js';

interface Texts {
  readonly [key: string]: string | Texts;
}

function read(language: string, file: string): Texts {
  return JSON.parse(readFileSync(join(import.meta.dirname, language, file), 'utf8')) as Texts;
}

/** Each text under its whole key. */
function flat(texts: Texts, above = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value]] : [...flat(value, `${above}${key}.`)],
    ),
  );
}

/** What a text has filled in, and its markup. */
function slots(text: string): readonly string[] {
  return (text.match(/\{\{.*?\}\}|<\/?\w+\/?>/g) ?? []).sort();
}

const sections = readdirSync(join(import.meta.dirname, 'en')).sort();
const languages = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the catalogue', () => {
  it('is there in every language that can be chosen', () => {
    expect(languages.sort()).toEqual(Object.keys(LANGUAGES).sort());
  });

  describe.each(languages)('in %s', (language) => {
    it('has the sections of the English one', () => {
      expect(readdirSync(join(import.meta.dirname, language)).sort()).toEqual(sections);
    });

    it.each(sections)('%s has its texts, with the same slots, and none that is empty', (file) => {
      const english = flat(read('en', file));
      const texts = flat(read(language, file));
      expect([...texts.keys()]).toEqual([...english.keys()]);
      for (const [key, text] of texts) {
        expect(text.trim()).not.toBe('');
        expect([key, slots(text)]).toEqual([key, slots(english.get(key) ?? '')]);
      }
    });
  });
});
