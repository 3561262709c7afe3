import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPlainText } from './validation.js';

describe('plain text', () => {
  it.each([
    'a',
    'Caf\u00e9',
    '日本語',
    '👋🏽 hello',
    'a "quoted" <b>name</b>',
    '  spaces  ',
    'עברית',
  ])('can be %j', (text) => {
    expect(isPlainText(text, 1, 100)).toBe(true);
  });

  it.each([
    [0, '', true],
    [1, '', false],
    [3, 'ab', false],
    [3, 'abc', true],
    [3, 'abcdefgh', true],
    [3, 'abcdefghi', false],
  ])('of %d to 8 characters: %j is %s', (min, text, expected) => {
    expect(isPlainText(text, min, 8)).toBe(expected);
  });

  it('is measured in characters, not in the units that a computer stores', () => {
    expect(isPlainText('😀'.repeat(8), 8, 8)).toBe(true);
    expect(isPlainText('😀'.repeat(9), 1, 8)).toBe(false);
    expect(isPlainText('😀', 2, 8)).toBe(false);
    expect(isPlainText('日'.repeat(9), 1, 8)).toBe(false);
  });

  it('of any characters is as long as they are many', () => {
    const character = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 });
    const emoji = fc.constantFrom('😀', '🏠', 'é', '日');
    fc.assert(
      fc.property(fc.array(fc.oneof(character, emoji), { maxLength: 12 }), (characters) => {
        const { length } = characters;
        expect(isPlainText(characters.join(''), 3, 8)).toBe(length >= 3 && length <= 8);
      }),
    );
  });

  it.each(['\u0000', '\t', '\n', '\r', '\u001b', '\u007f', '\u0080', '\u009f'])(
    'has no control character like %j',
    (control) => {
      expect(isPlainText(`a${control}b`, 0, 100)).toBe(false);
    },
  );

  it.each(['\u202a', '\u202d', '\u202e', '\u2066', '\u2069'])(
    'has no mark like %j that turns the direction of what follows',
    (mark) => {
      expect(isPlainText(`a${mark}b`, 0, 100)).toBe(false);
    },
  );

  it.each(['\ud800', 'a\udc00', '\udc00\ud800', '\ud83d!'])(
    'has no half of a character: %j',
    (text) => {
      expect(isPlainText(text, 0, 100)).toBe(false);
    },
  );

  it.each([undefined, null, 7, true, ['text'], { length: 3 }])('is not %j', (value) => {
    expect(isPlainText(value, 0, 100)).toBe(false);
  });
});
