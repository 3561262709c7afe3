import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { BadSetting, type Config } from '../config.js';
import type { EventStore, LogTransaction } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import { keepInFile, promoteStaged, removeDrafts, stagedKey } from './key-file.js';

/** The server's own Ed25519 key, which signs heads of the log. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Base64 of the 32 bytes. */
  readonly publicKey: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

export const SIGNING_KEY = Symbol('SigningKey');

/**
 * The key of this community, made on the first start: in the file that the settings name, which on
 * SQLite lies beside the database; else, on PostgreSQL, in the database, for all processes alike. Where
 * none is to be made, there is one that ends with the process.
 *
 * @param current the public key that the log names, if it was ever replaced: where a replacement was cut off, it is
 *   finished, or at least gone by
 * @throws BadSetting when the file cannot be read or made, or holds something else
 */
export async function openSigningKey(
  { signingKeyFile, postgresUrl, readOnly, makesSigningKey }: Config,
  store: EventStore,
  current: string | null = null,
): Promise<SigningKey> {
  if (signingKeyFile !== undefined && !readOnly) tidy(signingKeyFile);
  const staged = current !== null && stagedIn(signingKeyFile, current, readOnly);
  if (staged) return staged;
  if (!makesSigningKey) return keptKey(signingKeyFile, postgresUrl, store);
  if (signingKeyFile !== undefined) return keyInFile(signingKeyFile);
  if (postgresUrl !== undefined) return keyInDatabase(store);
  return keyFrom(newPem(), true);
}

/** A private key must not lie about because somebody was killed while it was written. */
function tidy(path: string): void {
  try {
    if (existsSync(path)) removeDrafts(path);
  } catch {
    // The folder is not ours to tidy: the key itself may be read all the same.
  }
}

async function keptKey(
  file: string | undefined,
  postgresUrl: string | undefined,
  store: EventStore,
): Promise<SigningKey> {
  if (file !== undefined) return existsSync(file) ? keyInFile(file) : keyFrom(newPem(), true);
  const row =
    postgresUrl === undefined
      ? undefined
      : await store.transact((transaction) =>
          transaction.get<{ pem: string }>(sql('SELECT pem FROM signing_key')),
        );
  return row ? keyFrom(row.pem, false) : keyFrom(newPem(), true);
}

/** The key that the log names, where it was made ready beside the file and has not taken its place. */
function stagedIn(
  path: string | undefined,
  current: string,
  readOnly: boolean,
): SigningKey | undefined {
  const pem = path === undefined ? undefined : stagedKey(path, current);
  if (path === undefined || pem === undefined) return undefined;
  const key = keyFrom(pem, false);
  if (key.publicKey !== current) return undefined;
  try {
    if (!readOnly) promoteStaged(path, current);
  } catch {
    // It signs from where it is.
  }
  return key;
}

function keyInFile(path: string): SigningKey {
  try {
    if (existsSync(path)) return keyFrom(readFileSync(path, 'utf8'), false);
    const pem = newPem();
    const kept = keepInFile(path, pem);
    return keyFrom(kept, kept === pem);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadSetting(`GATEHOUSE_SIGNING_KEY_FILE: ${path} cannot be used: ${why}.`);
  }
}

async function keyInDatabase(store: EventStore): Promise<SigningKey> {
  const pem = newPem();
  const kept = await store.transact((transaction) => keepInDatabase(transaction, pem));
  return keyFrom(kept, kept === pem);
}

/** Keeps a key in a PostgreSQL database; answers the key that is there: another process may have been first. */
export async function keepInDatabase(transaction: LogTransaction, pem: string): Promise<string> {
  await transaction.write(
    sql('INSERT INTO signing_key (id, pem) VALUES (1, ?) ON CONFLICT (id) DO NOTHING', pem),
  );
  const row = await transaction.get<{ pem: string }>(sql('SELECT pem FROM signing_key'));
  if (!row) throw new Error('The signing key was not kept.');
  return row.pem;
}

/** A new private key in PEM. */
export function newPem(): string {
  return generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
}

/** @throws Error for a PEM without a private key of Ed25519 */
export function keyFrom(pem: string, isNew: boolean): SigningKey {
  const privateKey = ed25519KeyIn(pem);
  if (!privateKey) throw new Error('it holds no Ed25519 private key in PEM');
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = Buffer.from(x ?? '', 'base64url').toString('base64');
  return { privateKey, publicKey, isNew };
}

function ed25519KeyIn(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
