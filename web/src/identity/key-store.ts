import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { baseUrl } from '../boot/boot.js';
import { rememberJoined } from './joined-here.js';
import { newSeed, storedKeyFrom, type StoredKey } from './signing-key.js';
import { StorageBlocked } from './storage-blocked.js';

/** Somebody's key in this browser, for one community. */
export interface Identity extends StoredKey {
  /** The community's URL: keys of several do not mix, also if they share a host. */
  readonly community: string;
  readonly created_at: string;
  /** When its holder said that they have saved it elsewhere. */
  readonly saved_at: string | null;
  /** Whether it has joined from here: a hint, which only the server can confirm. */
  readonly joined: boolean;
}

interface Schema extends DBSchema {
  identities: { key: string; value: Identity };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('gatehouse', 1, {
    upgrade: (db) => {
      db.createObjectStore('identities', { keyPath: 'community' });
    },
  });
  return opened;
}

async function stored<Result>(
  work: (db: IDBPDatabase<Schema>) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(await database());
  } catch (error) {
    opened = undefined;
    throw new StorageBlocked('This browser keeps nothing for this page.', { cause: error });
  }
}

/** @throws StorageBlocked */
export function findIdentity(): Promise<Identity | undefined> {
  return stored((db) => db.get('identities', baseUrl));
}

/**
 * The key of this browser for this community, made if there is none.
 * @throws StorageBlocked
 */
export async function ensureIdentity(): Promise<Identity> {
  const known = await findIdentity();
  if (known) return known;
  const key = await storedKeyFrom(newSeed());
  return stored(async (db) => {
    const { store, done } = db.transaction('identities', 'readwrite');
    // Another tab may have made one meanwhile.
    const made = (await store.get(baseUrl)) ?? fresh(key);
    await store.put(made);
    await done;
    return made;
  });
}

function fresh(key: StoredKey): Identity {
  return {
    ...key,
    community: baseUrl,
    created_at: new Date().toISOString(),
    saved_at: null,
    joined: false,
  };
}

/**
 * Takes a key that was saved elsewhere in place of the one that is here, and locks it where that can be:
 * who has it in a file need not get it from here.
 * @throws StorageBlocked
 */
export async function adoptIdentity(seed: Uint8Array<ArrayBuffer>): Promise<Identity> {
  const key = await storedKeyFrom(seed);
  const identity = { ...lockedIfPossible(fresh(key)), saved_at: new Date().toISOString() };
  await stored((db) => db.put('identities', identity));
  return identity;
}

/** @throws StorageBlocked */
export async function noteSaved(): Promise<Identity | undefined> {
  return change((identity) => ({
    ...lockedIfPossible(identity),
    saved_at: new Date().toISOString(),
  }));
}

/** @throws StorageBlocked */
export async function noteJoined(joined: boolean): Promise<Identity | undefined> {
  rememberJoined(joined);
  if (joined) keepForGood();
  return change((identity) => ({ ...identity, joined }));
}

/** Otherwise a browser that runs out of space may throw the key away. Only pages over TLS can ask for it. */
function keepForGood(): void {
  const { storage } = navigator as { readonly storage?: StorageManager };
  storage?.persist().catch(() => undefined);
}

/** @throws StorageBlocked */
export async function forgetIdentity(): Promise<void> {
  rememberJoined(false);
  await stored((db) => db.delete('identities', baseUrl));
}

function lockedIfPossible(identity: Identity): Identity {
  return identity.locked ? { ...identity, seed: null } : identity;
}

function change(by: (identity: Identity) => Identity): Promise<Identity | undefined> {
  return stored(async (db) => {
    const { store, done } = db.transaction('identities', 'readwrite');
    const known = await store.get(baseUrl);
    const changed = known && by(known);
    if (changed) await store.put(changed);
    await done;
    return changed;
  });
}
