import type { ExpectedVersion } from './event.js';

/** Whether a stream at `actual` is what an append expects. */
export function versionMeets(expected: ExpectedVersion, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'no-stream':
      return actual === 0;
    case 'stream-exists':
      return actual > 0;
    default:
      return expected === actual;
  }
}
