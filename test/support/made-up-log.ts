import { hash, randomBytes, type KeyObject } from 'node:crypto';
import { checkpointText } from '../../src/transparency/checkpoint.js';
import { offerText, type CheckpointOffer } from '../../src/transparency/checkpoint-offer.js';
import {
  consistencyPath,
  EMPTY_ROOT,
  leafHash,
  nodeHash,
  splitOf,
  type Range,
} from '../../src/transparency/merkle.js';
import {
  NOTE_SIGNATURE,
  signNote,
  verifierKey,
  type NamedKey,
} from '../../src/transparency/signed-note.js';
import { times } from './concurrently.js';
import { newKeyPair } from './key-pair.js';

/** The root over leaves, as RFC 6962 says it, without anything that is stored. */
export function rootOf(
  leaves: readonly Buffer[],
  range: Range = { start: 0, end: leaves.length },
): Buffer {
  const { start, end } = range;
  if (end - start <= 1) return leaves[start] ?? EMPTY_ROOT;
  const middle = splitOf(range);
  return nodeHash(rootOf(leaves, { start, end: middle }), rootOf(leaves, { start: middle, end }));
}

interface NewKey {
  readonly named: NamedKey;
  readonly privateKey: KeyObject;
}

export function newKey(name: string): NewKey {
  const { publicKey, privateKey } = newKeyPair();
  return { named: { name, type: NOTE_SIGNATURE, publicKey }, privateKey };
}

/** A log of somebody else, with a key of its own, that goes where a test wants it to. */
export class MadeUpLog {
  constructor(
    readonly key: NewKey = newKey(`log.example/${randomBytes(4).toString('hex')}`),
    private readonly leaves: readonly Buffer[] = [],
  ) {}

  get verifierKey(): string {
    return verifierKey(this.key.named);
  }

  get size(): number {
    return this.leaves.length;
  }

  /** The same log, longer: never twice by the same entries. */
  grown(entries: number): MadeUpLog {
    const added = times(entries).map(() => leafHash(hash('sha256', randomBytes(32), 'buffer')));
    return new MadeUpLog(this.key, [...this.leaves, ...added]);
  }

  /** The log as it was when it had so many entries. */
  until(size: number): MadeUpLog {
    return new MadeUpLog(this.key, this.leaves.slice(0, size));
  }

  /** The same entries, signed for by somebody else. */
  signedBy(key: NewKey): MadeUpLog {
    return new MadeUpLog(key, this.leaves);
  }

  get root(): Buffer {
    return rootOf(this.leaves);
  }

  get note(): string {
    const { named, privateKey } = this.key;
    const checkpoint = { origin: named.name, size: this.size, root: this.root };
    return signNote(checkpointText(checkpoint), named, privateKey);
  }

  /** What shows a witness that this goes on from an older size. */
  offer(from: number): CheckpointOffer {
    const proof = from === 0 ? [] : consistencyPath(from, this.size);
    return { from, proof: proof.map((range) => rootOf(this.leaves, range)), note: this.note };
  }

  /** The same as it is sent. */
  offerText(from: number): string {
    return offerText(this.offer(from));
  }
}
