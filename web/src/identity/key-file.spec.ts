import { describe, expect, it } from '@jest/globals';
import { KeyFileRefused, openKey, readKeyFile, sealKey } from './key-file.js';

const KEY = {
  community: 'https://harbour.example',
  pubkey: '6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt',
  seed: Uint8Array.from({ length: 32 }, (_, index) => index),
};

/** The real one takes a second each time. */
const CHEAP = { n: 2 ** 4, r: 8, p: 1 };

const sealed = sealKey(KEY, 'correct horse battery', undefined, CHEAP);

async function reasonOf(opening: () => Promise<unknown>): Promise<string> {
  try {
    await opening();
  } catch (error) {
    if (error instanceof KeyFileRefused) return error.reason;
    throw error;
  }
  return 'it opened';
}

describe('a key file', () => {
  it('opens with its passphrase, however that is composed', async () => {
    const file = await sealKey(KEY, 'schlüssel-bund', undefined, CHEAP);
    const decomposed = 'schlu\u0308ssel-bund';
    expect(await openKey(readKeyFile(JSON.stringify(file)), decomposed)).toEqual(KEY.seed);
  });

  it('opens as the command line has sealed it, whose tests make the same', async () => {
    const file = {
      format: 'gatehouse-key',
      version: 1,
      community: KEY.community,
      pubkey: KEY.pubkey,
      kdf: { name: 'scrypt', n: 16_384, r: 8, p: 1, salt: 'AAECAwQFBgcICQoLDA0ODw==' },
      cipher: { name: 'xchacha20-poly1305', nonce: 'ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7' },
      sealed: '4npvfZx4i6B7mw7uR35kkxl98SldHB/cdXXFJ46CgBNoKIuxr1GtbyoOz0PHOVlt',
    };
    const opened = await openKey(readKeyFile(JSON.stringify(file)), 'night owls look up');
    expect(opened).toEqual(KEY.seed);
  });

  it('costs whoever guesses as much as OWASP advises', async () => {
    const { kdf } = await sealKey(KEY, 'correct horse battery');
    expect(kdf).toMatchObject({ name: 'scrypt', n: 131_072, r: 8, p: 1 });
  });

  it('does not hold the key in the open', async () => {
    const text = JSON.stringify(await sealed);
    expect(text).toContain(KEY.pubkey);
    expect(text).not.toContain(btoa(String.fromCharCode(...KEY.seed)).slice(0, 20));
  });

  it('opens with no other, and not under another name', async () => {
    const file = await sealed;
    expect(await reasonOf(() => openKey(file, 'correct horse'))).toBe('wrong_passphrase');
    const renamed = { ...file, community: 'https://other.example' };
    expect(await reasonOf(() => openKey(renamed, 'correct horse battery'))).toBe(
      'wrong_passphrase',
    );
  });

  it.each([
    ['no JSON', 'not_a_key_file'],
    ['null', 'not_a_key_file'],
    ['{"format":"other"}', 'not_a_key_file'],
    ['{"format":"gatehouse-key","version":2}', 'newer_version'],
    ['{"format":"gatehouse-key","version":1}', 'not_a_key_file'],
  ])('that is %s is refused: %s', async (text, reason) => {
    expect(await reasonOf(() => Promise.resolve().then(() => readKeyFile(text)))).toBe(reason);
  });

  it('cannot ask for more work or memory than a browser has', async () => {
    const file = await sealed;
    const greedy = { ...file, kdf: { ...file.kdf, n: 2 ** 30 } };
    const reason = await reasonOf(() => Promise.resolve(readKeyFile(JSON.stringify(greedy))));
    expect(reason).toBe('not_a_key_file');
  });
});
