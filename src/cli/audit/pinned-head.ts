import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { signedBytes, type SignedHead } from '../../transparency/queries/get-head.query.js';
import type { ChainReport } from '../../event-store/verify-chain.js';
import type { StoredLog } from '../../event-store/stored-log.js';
import { WrongUsage } from '../failures.js';

export type PinnedHead = Pick<SignedHead, 'position' | 'hash' | 'at' | 'public_key' | 'signature'>;

/** What is wrong, at a position of the log. */
export interface Finding {
  readonly position: number;
  readonly why: string;
}

/**
 * A head that somebody kept: the name of a file, or the JSON itself.
 * @throws WrongUsage for what is no head
 */
export function pinnedHead(given: string): PinnedHead {
  let head: unknown;
  try {
    head = JSON.parse(isInline(given) ? given : readFileSync(given, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WrongUsage(`The head ${nameOf(given)} cannot be read: ${why}.`);
  }
  if (isHead(head)) return head;
  throw new WrongUsage(
    `${nameOf(given)} is not a head: position, hash, at, public_key and signature, as \`audit head\` gives them.`,
  );
}

/** Whether a head was given as its JSON. */
export function isInline(given: string): boolean {
  return given.trimStart().startsWith('{');
}

function nameOf(given: string): string {
  return isInline(given) ? 'that was given' : given;
}

function isHead(value: unknown): value is PinnedHead {
  if (typeof value !== 'object' || value === null) return false;
  const head = value as Partial<Record<keyof PinnedHead, unknown>>;
  const texts = [head.hash, head.at, head.public_key, head.signature];
  return Number.isSafeInteger(head.position) && texts.every((text) => typeof text === 'string');
}

/** Whether the key that a head names has signed it, and is the key that was asked for. */
export function signatureFinding(
  { position, hash, at, public_key, signature }: PinnedHead,
  key: string | undefined,
): Finding | undefined {
  if (key !== undefined && public_key !== key) {
    return { position, why: `the head is signed by another key: ${public_key}` };
  }
  try {
    const x = Buffer.from(public_key, 'base64').toString('base64url');
    const jwk = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
    const bytes = signedBytes(position, hash, at);
    if (verify(null, bytes, jwk, Buffer.from(signature, 'base64'))) return undefined;
  } catch {
    // No key, or no signature.
  }
  return { position, why: 'the signature of the head is wrong' };
}

/** Whether a log whose chain holds is the one that a head is of. */
export async function headFinding(
  { position, hash }: PinnedHead,
  log: StoredLog,
  { head }: Pick<ChainReport, 'head'>,
): Promise<Finding | undefined> {
  if (position > head.position) {
    return {
      position: head.position + 1,
      why: `the log ends at ${head.position}, and the head is at ${position}: it was cut short`,
    };
  }
  const [event] = position === 0 ? [] : await log.readStored(position - 1, 1);
  const found = event?.hash.toString('hex') ?? '0'.repeat(64);
  if (found === hash) return undefined;
  return {
    position,
    why: "the head has another hash there: the log was rewritten, or it is another community's",
  };
}
