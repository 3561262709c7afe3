import { createHash, createHmac, randomBytes, randomFillSync } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import { v7 } from 'uuid';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** 32 hexadecimal digits, derived from the public key and a secret of the community by {@link userIdOf}. */
export type UserId = Branded<'UserId'>;
/** Who acts where no user does: the process itself, or whoever runs it, at its command line. */
export const SYSTEM = 'system' as UserId;

/** `everyone`, `admin`, or 12 characters of Base62. */
export type RoleId = Branded<'RoleId'>;
/** 8 to 32 characters of Base62. */
export type InviteCode = Branded<'InviteCode'>;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Where randomness comes from, so that a test can say what it will be. */
export interface Ids {
  /** UUID version 7: unique and, for the index's sake, in order of time. */
  eventId(): string;
  inviteCode(length: number): InviteCode;
  roleId(): RoleId;
  /** 256 random bits in base64url. */
  token(): string;
  /** 32 random bytes in base64, as the clients of decentcom sign it. */
  challenge(): string;
}

export const IDS = Symbol('Ids');

const base62 = customAlphabet(BASE62);

const BOOT = customAlphabet(BASE62, 12)();
let requests = 0;

/** Names a request: unique over processes and restarts, and cheap, as every request needs one. */
export function requestId(): string {
  return `${BOOT}-${(++requests).toString(36)}`;
}

const UUID_BYTES = 16;
const pool = Buffer.alloc(256 * UUID_BYTES);
let used = pool.length;

/** 16 random bytes from a pool: asking the system for each id alone takes longer than all else. */
function pooledRandom(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += UUID_BYTES;
  return pool.subarray(used - UUID_BYTES, used);
}

/** A UUID of version 7 (RFC 9562): unique, and in order of time. */
function uuidv7(): string {
  return v7({ rng: pooledRandom });
}

export const cryptoIds: Ids = {
  eventId: uuidv7,
  inviteCode: (length) => base62(length) as InviteCode,
  roleId: () => base62(12) as RoleId,
  token: () => randomBytes(32).toString('base64url'),
  challenge: () => randomBytes(32).toString('base64'),
};

/**
 * The user id of a public key: the first 128 bits, in hexadecimal, of HMAC-SHA-256 over its 32 bytes behind a domain
 * separator, keyed with a secret of the community. So the log can name people without naming their key, and nobody who
 * has a list of keys can look them up in it.
 *
 * @param secret `null` in a community that is older than secrets: then it is SHA-256 over the same bytes
 */
export function userIdOf(publicKey: Uint8Array, secret: Uint8Array | null): UserId {
  const hash = secret === null ? createHash('sha256') : createHmac('sha256', secret);
  const digest = hash.update('gatehouse:user:').update(publicKey).digest('hex');
  return digest.slice(0, 32) as UserId;
}

export function isUserId(text: string): text is UserId {
  return /^[0-9a-f]{32}$/.test(text);
}

export function isInviteCode(text: string): text is InviteCode {
  return /^[0-9A-Za-z]{8,32}$/.test(text);
}

export function isRoleId(text: string): text is RoleId {
  return /^[0-9A-Za-z]{1,32}$/.test(text);
}
