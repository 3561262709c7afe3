import { describe, expect, it } from '@jest/globals';
import { deviceOf } from './device.js';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0';
const IOS = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('what a session was opened from', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'Chrome', 'Windows'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 'Chrome', 'ChromeOS'],
    [`Mozilla/5.0 (Windows NT 10.0) ${CHROME} Safari/537.36 Edg/140.0.0.0`, 'Edge', 'Windows'],
    [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36 OPR/120.0`, 'Opera', 'Linux'],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${IOS} Version/18.5 Safari/605.1.15`,
      'Safari',
      'macOS',
    ],
  ])('is a browser on a computer: %s', (agent, program, system) => {
    expect(deviceOf(agent)).toEqual({ kind: 'computer', program, system });
  });

  it.each([
    [`Mozilla/5.0 (Linux; Android 16; K) ${CHROME} Mobile Safari/537.36`, 'Chrome', 'Android'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${IOS} Version/18.5 Mobile/15E148 Safari/604.1`,
      'Safari',
      'iPhone',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${IOS} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`,
      'Firefox',
      'iPad',
    ],
  ])('is a browser on what one holds in the hand: %s', (agent, program, system) => {
    expect(deviceOf(agent)).toEqual({ kind: 'phone', program, system });
  });

  it.each([
    ['curl/8.14.1', 'curl'],
    ['Gull (+https://gull.example)', 'Gull'],
    ['x'.repeat(200), 'x'.repeat(40)],
    ['   ', undefined],
    ['', undefined],
    [null, undefined],
  ])('is another program, or nobody knows: %j', (agent, program) => {
    expect(deviceOf(agent)).toEqual({ kind: 'program', program, system: undefined });
  });
});
