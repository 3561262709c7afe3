import { describe, expect, it } from '@jest/globals';
import { DEFAULT_THEME } from '@mantine/core';
import { contrastOf, GROUNDS, joinStyles, shadesOf } from './accent.js';

const PARTS = ['00', '33', '66', '99', 'cc', 'ff'];
const COLORS = PARTS.flatMap((red) =>
  PARTS.flatMap((green) => PARTS.map((blue) => `#${red}${green}${blue}`)),
);
const READABLE = 4.5;

/** Half as bright, as the library makes the ground of what is chosen where all is dark. */
const halved = (color: string): string =>
  `#${[1, 3, 5]
    .map((from) => Math.floor(Number.parseInt(color.slice(from, from + 2), 16) * 0.7))
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;

describe('the shades of an accent colour', () => {
  it('are made for the grounds that the library draws', () => {
    const { gray, dark } = DEFAULT_THEME.colors;
    expect(GROUNDS).toEqual({ light: gray[1], dark: dark[5] });
  });

  it.each(COLORS)('can be read, whatever the colour is: %s', (color) => {
    const shades = shadesOf(color);
    const pairs = {
      'white on a button': ['#ffffff', shades[8]],
      'white on a button that is pointed at': ['#ffffff', shades[9]],
      'a link where all is light': [shades[8], GROUNDS.light],
      'a link where all is dark': [shades[4], GROUNDS.dark],
      'what is chosen, where all is light': [shades[9], shades[1]],
      'the same, pointed at': [shades[9], shades[2]],
      'what is chosen, where all is dark': [shades[0], halved(shades[9])],
    } as const;
    const faint = Object.entries(pairs).filter(([, [text, on]]) => contrastOf(text, on) < READABLE);
    expect(faint).toEqual([]);
  });

  it('have the colour itself among them, if it can be read as it is', () => {
    expect(shadesOf('#1864AB')[8]).toBe('#1864ab');
    expect(shadesOf('#ffd43b')[8]).not.toBe('#ffd43b');
  });

  it('go into the head of an invite’s page as colours and nothing else', () => {
    const color = '#[0-9a-f]{6}';
    expect(joinStyles('#FFD43B')).toMatch(
      new RegExp(
        `^html:root\\{--accent:${color};--accent-pressed:${color};--link:light-dark\\(${color},${color}\\);` +
          `--glow:light-dark\\(${color}2e,${color}52\\)\\}$`,
      ),
    );
  });
});
