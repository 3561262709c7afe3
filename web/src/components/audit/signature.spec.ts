import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fingerprintOf, isSigned } from './signature.js';

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
    expect(isSigned(HEAD)).toBe(true);
    expect(isSigned({ ...HEAD, position: 3 })).toBe(false);
    expect(isSigned({ ...HEAD, at: '2026-11-22T12:00:00.001Z' })).toBe(false);
    expect(isSigned({ ...HEAD, signature: 'nonsense' })).toBe(false);
  });

  it('names its key by a fingerprint', () => {
    const hash = createHash('sha256').update(Buffer.from(HEAD.public_key, 'base64'));
    expect(`${fingerprintOf(HEAD.public_key)}=`).toBe(`SHA256:${hash.digest('base64')}`);
  });
});
