import { describe, expect, it } from '@jest/globals';
import { isHeadSigned } from './signed-head.js';

/** The one of `docs/log-format.md`. */
const HEAD = {
  position: 2,
  hash: '6d207052441f00318677b6626e5ea5c880dcfbc69124b5fda5f14aecfba81e63',
  at: '2026-11-22T12:00:00.000Z',
  algorithm: 'Ed25519' as const,
  public_key: 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=',
  signature:
    'rbFKz8/WlYWKC4laa6tINLHRIxe0zvLZoWQ8yz48fpK3xTOdCMOuD7tP31GWTcG0QrZUU/SVunNZy+/f4IN+BA==',
};

describe('a signed head', () => {
  it('is taken as it was signed, and not with anything else in it', () => {
    expect(isHeadSigned(HEAD)).toBe(true);
    expect(isHeadSigned({ ...HEAD, position: 3 })).toBe(false);
    expect(isHeadSigned({ ...HEAD, at: '2026-11-22T12:00:00.001Z' })).toBe(false);
    expect(isHeadSigned({ ...HEAD, signature: 'nonsense' })).toBe(false);
  });
});
