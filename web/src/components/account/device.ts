/** What a session was opened from. */
export interface Device {
  readonly kind: 'computer' | 'phone' | 'program';
  /** A browser; the first word of how it calls itself, for any other program; `undefined` if it said nothing. */
  readonly program: string | undefined;
  readonly system: string | undefined;
}

/** In this order: most call themselves by the names of others, too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const PHONES: ReadonlySet<string> = new Set(['Android', 'iPhone', 'iPad']);

/** So much of a name is shown. */
const LONGEST = 40;

/** @param userAgent as the program called itself: anything, or nothing */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent?.trim() ?? '';
  const named = (names: typeof BROWSERS) => names.find(([sign]) => sign.test(text))?.[1];
  const browser = named(BROWSERS);
  if (browser === undefined) {
    const [program] = /^[^\s/(]+/u.exec(text) ?? [];
    return { kind: 'program', program: program?.slice(0, LONGEST), system: undefined };
  }
  const system = named(SYSTEMS);
  const isPhone = system !== undefined && PHONES.has(system);
  return { kind: isPhone ? 'phone' : 'computer', program: browser, system };
}
