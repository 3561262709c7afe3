import { describe, expect, it } from '@jest/globals';
import { keyFile } from './key-file.js';

const bytes = (length: number, from = 0): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => from + index));

describe('a key of the demo', () => {
  it('is sealed as the web client seals one: its tests open the same', () => {
    const key = {
      community: 'https://harbour.example',
      pubkey: '6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt',
      seed: bytes(32),
    };
    const fresh = { salt: bytes(16), nonce: bytes(24, 100) };
    expect(JSON.parse(keyFile(key, 'night owls look up', fresh))).toEqual({
      format: 'gatehouse-key',
      version: 1,
      community: key.community,
      pubkey: key.pubkey,
      kdf: { name: 'scrypt', n: 16_384, r: 8, p: 1, salt: 'AAECAwQFBgcICQoLDA0ODw==' },
      cipher: { name: 'xchacha20-poly1305', nonce: 'ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7' },
      sealed: '4npvfZx4i6B7mw7uR35kkxl98SldHB/cdXXFJ46CgBNoKIuxr1GtbyoOz0PHOVlt',
    });
  });
});
