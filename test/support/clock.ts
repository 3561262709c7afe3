import type { Settings } from './process.js';

/**
 * Settings under which a process lives by a clock that is so many milliseconds ahead.
 *
 * @param intervals what it does every so many milliseconds, and how often it does it instead
 */
export function ahead(ms: number, intervals: Readonly<Record<number, number>> = {}): Settings {
  const module = `const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + ${ms}); }
      static now() { return Real.now() + ${ms}; }
    };
    const { setInterval } = globalThis;
    const intervals = ${JSON.stringify(intervals)};
    globalThis.setInterval = (work, ms, ...given) => setInterval(work, intervals[ms] ?? ms, ...given);`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}
