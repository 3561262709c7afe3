import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';
import { exportLine } from '../../src/audit/export-line.js';
import type { Masking } from '../../src/audit/masking.js';
import {
  chainHash,
  GENESIS_HASH,
  recordOf,
  type StoredEvent,
} from '../../src/event-store/hash-chain.js';
import { checkpointText } from '../../src/transparency/checkpoint.js';
import { offerText } from '../../src/transparency/checkpoint-offer.js';
import { cosignatureLine } from '../../src/transparency/cosignature.js';
import { handoverBytes } from '../../src/transparency/log-key.decide.js';
import { consistencyPath, inclusionPath, leafHash } from '../../src/transparency/merkle.js';
import { signedHead } from '../../src/transparency/queries/get-head.query.js';
import { receiptText } from '../../src/transparency/receipt.js';
import {
  COSIGNATURE,
  NOTE_SIGNATURE,
  signNote,
  verifierKey,
  type NamedKey,
} from '../../src/transparency/signed-note.js';
import type { SigningKey } from '../../src/transparency/signing-key.js';
import { times } from './concurrently.js';
import { rootOf } from './made-up-log.js';

/** Of the DER of an Ed25519 private key, before the 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SIZE = 13;
const MASKED = 5;
const WITNESSED = 11;
const ORIGIN = 'harbour.example/gatehouse/00112233445566778899aabbccddeeff';
/** 2026-11-22T12:00:00Z. */
const SIGNED_AT = 1_795_348_800;

interface Key extends SigningKey {
  readonly raw: Buffer;
}

function keyOf(name: string): Key {
  const der = Buffer.concat([PKCS8, hash('sha256', name, 'buffer')]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32);
  return { privateKey, raw, publicKey: raw.toString('base64'), isNew: false };
}

const named = (name: string, type: NamedKey['type'], { raw }: Key): NamedKey => ({
  name,
  type,
  publicKey: raw,
});

/** The keys of the log, each of which signed for the next; and one of somebody else. */
const oldest = keyOf('oldest');
const older = keyOf('older');
const current = keyOf('current');
const stranger = keyOf('stranger');
const witness = keyOf('witness');
const liar = keyOf('liar');

const events: readonly StoredEvent[] = times(SIZE).reduce<readonly StoredEvent[]>(
  (before, index) => {
    const position = index + 1;
    const isInvite = position === MASKED;
    const event = {
      position,
      id: `0193d2f0-0000-7000-8000-${String(position).padStart(12, '0')}`,
      stream: isInvite ? 'invite-Ab3xK9Qz' : `user-${position}`,
      version: 1,
      type: isInvite ? 'InviteCreated' : 'MemberJoined',
      schemaVersion: 1,
      actor: 'system',
      at: new Date(1_795_341_600_000 + position * 1000).toISOString(),
      correlationId: `request-${position}`,
      causationId: position % 3 === 0 ? `0193d2f0-${position}` : null,
      reason: position % 4 === 0 ? '"Tür 🚪 \\"zu\\""' : null,
      data: JSON.stringify(isInvite ? { code: 'Ab3xK9Qz' } : { user_id: String(position) }),
    };
    return [...before, { ...event, hash: chainHash(before.at(-1)?.hash ?? GENESIS_HASH, event) }];
  },
  [],
);
const leaves = events.map((event) => leafHash(event.hash));
const previousOf = (index: number): Buffer => events[index - 1]?.hash ?? GENESIS_HASH;

function noteOf(size: number, key: Key = current): string {
  const checkpoint = { origin: ORIGIN, size, root: rootOf(leaves.slice(0, size)) };
  const by = named(ORIGIN, NOTE_SIGNATURE, key);
  return signNote(checkpointText(checkpoint), by, key.privateKey);
}

const witnessKey = named('witness.example', COSIGNATURE, witness);
const liarKey = named('liar.example', COSIGNATURE, liar);

/** By two, of whom one signs with a key that is not its own. */
function cosigned(note: string): string {
  const text = note.slice(0, note.indexOf('\n\n') + 1);
  return [
    note,
    cosignatureLine(text, SIGNED_AT, witnessKey, witness.privateKey),
    cosignatureLine(text, SIGNED_AT, liarKey, stranger.privateKey),
  ].join('');
}

function receiptOf(position: number, note: string, size: number, shown = true): string {
  const index = position - 1;
  const [event] = events.slice(index, position);
  const proof = inclusionPath(index, size).map((range) => rootOf(leaves, range));
  const preimage = event && shown ? Buffer.concat([previousOf(index), recordOf(event)]) : undefined;
  return receiptText({ index, proof, note, preimage });
}

function handover(from: Key, to: Key): Record<string, string> {
  const bytes = handoverBytes(from.publicKey, to.publicKey);
  const signature = sign(null, bytes, from.privateKey).toString('base64');
  return { old_key: from.publicKey, new_key: to.publicKey, signature };
}

/** Sees everything, but for the code of one invite. */
const hidesNothing = { hidesNothing: true } as Masking;
const hidesCode = {
  hidesNothing: false,
  shownStream: (stream: string) => Promise.resolve(stream.replace('Ab3xK9Qz', `~${MASKED}`)),
  shownFields: (data: object) => Promise.resolve('code' in data ? { code: `~${MASKED}` } : data),
} as unknown as Masking;

async function exported(masking: Masking): Promise<readonly string[]> {
  return Promise.all(events.map((event, index) => exportLine(event, previousOf(index), masking)));
}

/** What the pages that prove in a browser are tried with: a log as the server's own code makes it. */
export async function proofVectors(): Promise<object> {
  const consistency = [1, 4, 7, 8, 12, SIZE].map((from) => ({
    from: noteOf(from),
    text: offerText({
      from,
      proof: consistencyPath(from, SIZE).map((range) => rootOf(leaves, range)),
      note: noteOf(SIZE),
    }),
  }));
  const { publicKey } = current;
  const last = events.at(-1)?.hash.toString('hex') ?? '';
  return {
    origin: ORIGIN,
    publicKey,
    stranger: stranger.publicKey,
    size: SIZE,
    lines: await exported(hidesNothing),
    masked: await exported(hidesCode),
    head: signedHead(SIZE, last, '2026-11-22T12:00:00.000Z', current),
    roots: times(SIZE + 1).map((_, size) => rootOf(leaves.slice(0, size)).toString('base64')),
    checkpoint: noteOf(SIZE),
    foreign: noteOf(SIZE, stranger),
    witnessed: cosigned(noteOf(WITNESSED)),
    witness: verifierKey(witnessKey),
    liar: verifierKey(liarKey),
    receipts: times(SIZE).map((_, index) => receiptOf(index + 1, noteOf(SIZE), SIZE)),
    olderReceipt: receiptOf(3, noteOf(7, older), 7),
    bareReceipt: receiptOf(MASKED, noteOf(SIZE), SIZE, false),
    consistency,
    handovers: [handover(oldest, older), handover(older, current)],
    forged: { ...handover(older, current), new_key: stranger.publicKey },
  };
}
