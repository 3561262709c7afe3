import {
  createTheme,
  DEFAULT_THEME,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';
import { shadesOf } from './accent.js';

const { cyan } = DEFAULT_THEME.colors;

/** The first eight are the library's; the last two are for white text. */
const GATE: MantineColorsTuple = [
  cyan[0],
  cyan[1],
  cyan[2],
  cyan[3],
  cyan[4],
  cyan[5],
  cyan[6],
  cyan[7],
  cyan[9],
  '#095c6b',
];

/** White text can be read on the last two shades, in both appearances: at rest, and pointed at. */
const SHADE = 8;

/** @param accent the community's own colour, if it has one */
export function themeWith(accent: string | null): MantineThemeOverride {
  return { ...theme, colors: { gate: accent === null ? GATE : shadesOf(accent) } };
}

const theme = createTheme({
  primaryColor: 'gate',
  primaryShade: SHADE,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    // Words can be longer than a phone is wide, in another language or with a name in them.
    Button: { defaultProps: { classNames: { root: 'grows', label: 'wraps' } } },
    // In the colour of the border a title would be too faint on some.
    Code: { defaultProps: { classNames: { root: 'wrapped-code' } } },
    Alert: { defaultProps: { classNames: { label: 'alert-label' } } },
  },
});

/** The library's own grey and red are too faint for WCAG 2 AA. */
export const readableColors: CSSVariablesResolver = (mantine) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': mantine.colors.gray[7],
    '--mantine-color-placeholder': mantine.colors.gray[7],
    '--mantine-color-error': mantine.colors.red[9],
    '--mantine-color-anchor': mantine.colors.gate?.[8] ?? GATE[8],
  },
  dark: {
    '--mantine-color-dimmed': mantine.colors.dark[1],
    '--mantine-color-placeholder': mantine.colors.dark[1],
    '--mantine-color-error': mantine.colors.red[4],
    '--mantine-color-anchor': mantine.colors.gate?.[4] ?? GATE[4],
  },
});
