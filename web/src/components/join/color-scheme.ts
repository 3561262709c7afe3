import { remembered } from '../../boot/remembered.js';

/** As the console's theme calls them, and where it keeps the choice. */
export type ColorScheme = 'auto' | 'light' | 'dark';
const KEPT = 'gatehouse.color-scheme';

export function schemeFor(name: string | null): ColorScheme {
  return name === 'light' || name === 'dark' ? name : 'auto';
}

export function chosenScheme(): ColorScheme {
  return schemeFor(remembered.read(KEPT));
}

export function showScheme(scheme: ColorScheme): void {
  if (scheme === 'auto') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = scheme;
}

export function chooseScheme(scheme: ColorScheme): void {
  remembered.write(KEPT, scheme);
  showScheme(scheme);
}
