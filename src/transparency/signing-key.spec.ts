import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newKeyPair } from '../../test/support/key-pair.js';
import { openLog, type Log } from '../../test/support/log.js';
import { temporaryFolder } from '../../test/support/process.js';
import { BadSetting, loadConfig } from '../config.js';
import { promoteStaged, stage, stagedBeside, unstage } from './key-file.js';
import { keyFrom, newPem, openSigningKey } from './signing-key.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

let store: Log;
beforeEach(async () => {
  store = await openLog('sqlite::memory:');
});
afterEach(() => store.close());

const open = (path: string) =>
  openSigningKey(loadConfig({ GATEHOUSE_SIGNING_KEY_FILE: path }), store);

describe('the signing key', () => {
  it('is made once, for its owner alone, and nothing is left beside it', async () => {
    const home = join(folder.path, 'new', 'home');
    const path = join(home, 'key');
    const first = await open(path);
    expect(first.isNew).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['key']);
    const again = await open(path);
    expect(again).toMatchObject({ isNew: false, publicKey: first.publicKey });
  });

  it('has nothing beside it that a kill has left, unless nothing is to be written', async () => {
    const home = join(folder.path, 'killed');
    const path = join(home, 'key');
    const { publicKey } = await open(path);
    const draft = `key.${randomUUID()}`;
    const others = ['key.0123456789abcdef', `key.old.${randomUUID()}`, 'key.pub'];
    for (const name of [draft, ...others]) writeFileSync(join(home, name), newPem());
    const config = { GATEHOUSE_SIGNING_KEY_FILE: path };
    await openSigningKey(loadConfig({ ...config, GATEHOUSE_READ_ONLY: 'on' }), store);
    expect(readdirSync(home)).toContain(draft);
    expect(await open(path)).toMatchObject({ isNew: false, publicKey });
    expect(readdirSync(home)).toEqual(['key', ...others]);
  });

  it('may be one that was made elsewhere', async () => {
    const path = join(folder.path, 'given');
    const { pem, publicKey } = newKeyPair();
    writeFileSync(path, pem);
    const key = await open(path);
    expect(key).toMatchObject({ isNew: false, publicKey: publicKey.toString('base64') });
  });

  it('is never replaced: what is no such key stops the start, and stays as it is', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const others = ['', 'key', rsa.export({ type: 'pkcs8', format: 'pem' }).toString()];
    for (const [index, content] of others.entries()) {
      const path = join(folder.path, `other-${index}`);
      writeFileSync(path, content);
      await expect(open(path)).rejects.toThrow(BadSetting);
      await expect(open(path)).rejects.toThrow(
        /^GATEHOUSE_SIGNING_KEY_FILE: .* cannot be used: it holds no Ed25519/,
      );
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
    await expect(open(folder.path)).rejects.toThrow(BadSetting);
  });

  it('is replaced by the one that was made ready, once the log says so', async () => {
    const path = join(folder.path, 'replaced');
    const first = await open(path);
    const made = newPem();
    const second = keyFrom(made, true);
    stage(path, second.publicKey, made);
    const config = loadConfig({ GATEHOUSE_SIGNING_KEY_FILE: path });
    // The log does not say so yet, or never will.
    expect((await open(path)).publicKey).toBe(first.publicKey);
    expect((await openSigningKey(config, store, first.publicKey)).publicKey).toBe(first.publicKey);
    const found = await openSigningKey(config, store, second.publicKey);
    expect(found.publicKey).toBe(second.publicKey);
    expect((await open(path)).publicKey).toBe(second.publicKey);
    expect(existsSync(stagedBeside(path, second.publicKey))).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is the one that was made ready also where that cannot be moved, or may not be', async () => {
    const path = join(folder.path, 'looked-at');
    await open(path);
    const made = newPem();
    const { publicKey } = keyFrom(made, true);
    stage(path, publicKey, made);
    const config = loadConfig({ GATEHOUSE_SIGNING_KEY_FILE: path, GATEHOUSE_READ_ONLY: 'on' });
    expect((await openSigningKey(config, store, publicKey)).publicKey).toBe(publicKey);
    expect(existsSync(stagedBeside(path, publicKey))).toBe(true);
  });

  it('is not mixed up with another that is made ready at the same time', async () => {
    const path = join(folder.path, 'twice');
    await open(path);
    const [one, other] = [newPem(), newPem()];
    const keys = [keyFrom(one, true).publicKey, keyFrom(other, true).publicKey] as const;
    stage(path, keys[0], one);
    stage(path, keys[1], other);
    promoteStaged(path, keys[0]);
    // Somebody else has done it meanwhile: that is no failure.
    promoteStaged(path, keys[0]);
    expect((await open(path)).publicKey).toBe(keys[0]);
    unstage(path, keys[1]);
    const config = loadConfig({ GATEHOUSE_SIGNING_KEY_FILE: path });
    expect((await openSigningKey(config, store, keys[0])).publicKey).toBe(keys[0]);
  });

  it('of a community in memory is in memory, too', async () => {
    const config = loadConfig({ GATEHOUSE_DATABASE_URL: 'sqlite::memory:' });
    const [one, other] = [await openSigningKey(config, store), await openSigningKey(config, store)];
    expect(one.publicKey).not.toBe(other.publicKey);
  });
});
