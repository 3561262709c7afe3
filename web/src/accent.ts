/** From the lightest to the darkest, as the component library counts them. */
export type Shades = readonly [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/**
 * The darkest that links stand on where all is light, and the lightest where all is dark: the library's `gray.1` and
 * `dark.5`, which the page of an invite, too, has to know without the library.
 */
export const GROUNDS = { light: '#f1f3f5', dark: '#3b3b3b' } as const;

/** WCAG 2 AA, for text. */
const READABLE = 4.5;
/** Darker than that, a button would be lost where all is dark. */
const STRONGEST = 8;
const STEP = 0.02;

/**
 * The shades of a colour with which everything can be read: white on the last two; the ninth as a link where all is
 * light, and the fifth where all is dark; the last one on the second and third. The colour itself is the ninth, if it
 * can be.
 * @param color `#rrggbb`
 */
export function shadesOf(color: string): Shades {
  const wanted = rgbOf(color);
  const ground = { light: rgbOf(GROUNDS.light), dark: rgbOf(GROUNDS.dark) };
  const dark = towards(wanted, BLACK, (shade) => contrast(shade, ground.light) >= READABLE);
  const filled = towards(dark, WHITE, (shade) => contrast(shade, WHITE) <= STRONGEST);
  const pale = mix(filled, WHITE, 0.7);
  const pressed = towards(
    mix(filled, BLACK, 0.2),
    BLACK,
    (shade) => contrast(shade, pale) >= READABLE,
  );
  const bright = towards(wanted, WHITE, (shade) => contrast(shade, ground.dark) >= READABLE);
  const shades = [
    mix(filled, WHITE, 0.9),
    mix(filled, WHITE, 0.82),
    pale,
    mix(bright, WHITE, 0.3),
    bright,
    mix(filled, WHITE, 0.3),
    mix(filled, WHITE, 0.2),
    mix(filled, WHITE, 0.1),
    filled,
    pressed,
  ] as const;
  return shades.map(hexOf) as unknown as Shades;
}

/** How the pages of invites look with a colour: what stands in their head, for `join-page.css`. */
export function joinStyles(color: string): string {
  const shades = shadesOf(color);
  const [bright, filled, pressed] = [shades[4], shades[8], shades[9]];
  return (
    `html:root{--accent:${filled};--accent-pressed:${pressed};--link:light-dark(${filled},${bright});` +
    `--glow:light-dark(${bright}2e,${filled}52)}`
  );
}

/** How well two colours can be told apart, from 1 to 21, by WCAG 2. */
export function contrastOf(one: string, other: string): number {
  return contrast(rgbOf(one), rgbOf(other));
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number): number =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** As little of another colour as makes it right. */
function towards(color: Rgb, end: Rgb, isRight: (color: Rgb) => boolean): Rgb {
  for (let amount = 0; amount < 1; amount += STEP) {
    const shade = mix(color, end, amount);
    if (isRight(shade)) return shade;
  }
  return end;
}

function mix(one: Rgb, other: Rgb, amount: number): Rgb {
  const part = (index: 0 | 1 | 2): number =>
    Math.round(one[index] + (other[index] - one[index]) * amount);
  return [part(0), part(1), part(2)];
}

function rgbOf(color: string): Rgb {
  const part = (from: number): number => Number.parseInt(color.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

function hexOf(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
