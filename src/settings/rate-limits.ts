/** The limits that can be set, with how many requests a minute each allows by itself. */
export const SETTABLE_LIMITS = {
  preview: 60,
  join: 20,
  challenge: 30,
  verify: 60,
  create: 30,
} as const;

export type SettableLimit = keyof typeof SETTABLE_LIMITS;

export const RATE_LIMITS =
  'on, off, or requests a minute, e.g. ' +
  Object.entries(SETTABLE_LIMITS)
    .map(([name, quota]) => `${name}=${quota}`)
    .join(',');

/** What is set otherwise than by itself; `off`: nothing is counted. */
export type RateLimits = 'off' | Readonly<Partial<Record<SettableLimit, number>>>;

/** @returns `undefined` for what sets no limits */
export function rateLimitsIn(setting: string): RateLimits | undefined {
  if (setting === 'off') return 'off';
  if (setting === 'on') return {};
  const limits: Partial<Record<SettableLimit, number>> = {};
  for (const entry of setting.split(',')) {
    const [, name = '', quota] = /^\s*([a-z]+)=([1-9]\d{0,5})\s*$/.exec(entry) ?? [];
    if (!isSettable(name) || limits[name] !== undefined) return undefined;
    limits[name] = Number(quota);
  }
  return limits;
}

function isSettable(name: string): name is SettableLimit {
  return Object.hasOwn(SETTABLE_LIMITS, name);
}
