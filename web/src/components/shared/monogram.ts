/** Colours of the theme on which white text can be read. */
const COLORS = ['cyan', 'teal', 'blue', 'indigo', 'violet', 'grape', 'pink', 'red'] as const;

/** The first letters of the first two words, as one sees letters. */
export function initialsOf(name: string): string {
  // Emoji are joined by characters that cannot be seen.
  const words = name.split(/(?:[\s\p{P}\p{S}]|\u200d|\ufe0f)+/u).filter((word) => word !== '');
  const letters = new Intl.Segmenter();
  const first = (word: string): string => [...letters.segment(word)][0]?.segment ?? '';
  return words.slice(0, 2).map(first).join('').toUpperCase() || '·';
}

/** Always the same colour for the same name. */
export function colorOf(name: string): string {
  const sum = [...name].reduce(
    (hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973,
    7,
  );
  return COLORS[sum % COLORS.length] ?? 'cyan';
}
