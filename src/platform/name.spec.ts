import { describe, expect, it } from '@jest/globals';
import { isName, normalName } from './name.js';

describe('a name', () => {
  it.each([
    'a',
    'Caf\u00e9',
    '日本語',
    '👋🏽',
    '👩‍👩‍👧',
    'עברית',
    'क्षत्रिय',
    'می‌خواهم',
    '.',
    '7',
    'Two  spaces',
  ])('can be %j', (text) => {
    expect(isName(normalName(text), 64)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['a space of another width', '\u3000'],
    ['a zero width space', '\u200b'],
    ['a word joiner', '\u2060'],
    ['a filler of Korean that nothing is drawn for', '\u3164'],
    ['a half-width filler', '\uffa0'],
    ['an empty pattern of Braille', '\u2800'],
    ['a soft hyphen', '\u00ad'],
    ['a variation selector', '\ufe0f'],
    ['marks without a letter', '\u0301\u0302'],
    ['joiners', '\u200d\u200d'],
  ])('is not %s alone', (_what, text) => {
    expect(isName(normalName(text), 64)).toBe(false);
  });

  it.each([
    ['a control character', '\u0007'],
    ['a line end', '\u2028'],
    ['a mark of direction', '\u200e'],
    ['the Arabic mark of direction', '\u061c'],
    ['an override of direction', '\u202e'],
    ['an isolate', '\u2067'],
    ['a tag', '\u{e0061}'],
    ['the language tag', '\u{e0001}'],
    ['half of a character', '\ud83d'],
  ])('holds no %s', (_what, character) => {
    expect(isName(normalName(`a${character}b`), 64)).toBe(false);
  });

  it('is the same however its letters were typed, and without space around it', () => {
    expect(normalName(' Cafe\u0301\u00a0')).toBe('Caf\u00e9');
  });

  it('is measured as it is kept', () => {
    expect(isName(normalName(` ${'e\u0301'.repeat(64)} `), 64)).toBe(true);
    expect(isName('a'.repeat(65), 64)).toBe(false);
  });

  it.each([undefined, null, 7, ['a']])('is not %j', (value) => {
    expect(isName(value, 64)).toBe(false);
  });
});
