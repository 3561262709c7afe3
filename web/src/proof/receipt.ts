import { sha256 } from '@noble/hashes/sha2.js';
import { areSame, bytesIn, wholeNumberIn, type Bytes } from './bytes.js';
import { checkpointIn, type Checkpoint } from './checkpoint.js';
import { HASH_BYTES, leafHash, rootAbove } from './merkle.js';
import { isSignedBy, LOG } from './note.js';

/** What the record in a receipt says of its event. */
export interface ReceiptRecord {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly actor: string;
  readonly at: string;
  readonly correlation_id: string;
  /** As it is stored: personal values are sealed. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A text that says of an event that it is in the log. */
export interface Receipt {
  /** Of the event. */
  readonly position: number;
  /** The hash of the event: what it is in the tree by. `undefined` where the record is left out. */
  readonly entry: Bytes | undefined;
  readonly record: ReceiptRecord | undefined;
  readonly proof: readonly Bytes[];
  readonly checkpoint: Checkpoint;
}

const FORM =
  /^c2sp\.org\/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index ([^\n]*)\n((?:[^\n]+\n)*)\n([^]*)$/;

/** @returns `undefined` for a text that is no receipt (c2sp.org/tlog-proof) of this kind of log */
export function receiptIn(text: string): Receipt | undefined {
  const [, extra, digits = '', lines = '', note = ''] = FORM.exec(text) ?? [];
  const index = wholeNumberIn(digits);
  const checkpoint = checkpointIn(note);
  const hashes = lines.split('\n').slice(0, -1).map(bytesIn);
  const proof = hashes.filter((hash) => hash?.length === HASH_BYTES) as Bytes[];
  if (index === undefined || !checkpoint || proof.length < hashes.length) return undefined;
  const whole = { position: index + 1, proof, checkpoint };
  if (extra === undefined) return { ...whole, entry: undefined, record: undefined };
  const preimage = bytesIn(extra);
  const record = preimage && recordIn(preimage.subarray(HASH_BYTES));
  return record && { ...whole, entry: sha256(preimage), record };
}

/** The fields of a record: see `docs/log-format.md`. */
const FIELD_COUNT = 12;

function recordIn(bytes: Bytes): ReceiptRecord | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const fields = text.split('\n');
    const [position = '', id = '', stream = '', , type = ''] = fields;
    const [actor = '', at = '', correlation_id = '', , , data = ''] = fields.slice(6);
    const said = JSON.parse(data) as unknown;
    const number = wholeNumberIn(position);
    if (fields.length !== FIELD_COUNT || number === undefined || !(said instanceof Object)) {
      return undefined;
    }
    const names = { id, stream, type, actor, at, correlation_id };
    return { position: number, ...names, data: said as ReceiptRecord['data'] };
  } catch {
    return undefined;
  }
}

/** What a receipt that was looked at comes to. */
export type ReceiptVerdict =
  | { readonly holds: true; readonly signedBy: string }
  /**
   * `signature`: no key that is known has signed it. `log`: it is of another log. `position`: its record is of another
   * event. `proof`: its event is not in the tree that was signed. `hash`: nobody says what its event is.
   */
  | {
      readonly holds: false;
      readonly why: 'signature' | 'log' | 'position' | 'proof' | 'hash';
    };

/** Whose signatures count, in Base64, and what the log is called. */
export interface KnownLog {
  readonly origin: string;
  readonly keys: readonly string[];
}

/**
 * Whether a receipt proves that its event is in the log.
 * @param listed the hash of the event as it is listed, for a receipt that says nothing of it
 */
export function judgeReceipt(
  receipt: Receipt,
  { origin, keys }: KnownLog,
  listed?: Bytes,
): ReceiptVerdict {
  const fails = (why: 'signature' | 'log' | 'position' | 'proof' | 'hash'): ReceiptVerdict => ({
    holds: false,
    why,
  });
  const { position, record, proof, checkpoint } = receipt;
  if (checkpoint.origin !== origin) return fails('log');
  const signedBy = keys.find((key) => {
    const publicKey = bytesIn(key);
    return publicKey && isSignedBy(checkpoint.note, { name: origin, type: LOG, publicKey });
  });
  if (signedBy === undefined) return fails('signature');
  if (record && record.position !== position) return fails('position');
  const entry = receipt.entry ?? listed;
  if (!entry) return fails('hash');
  const leaf = { index: position - 1, size: checkpoint.size };
  const root = rootAbove(leafHash(entry), leaf, proof);
  return root && areSame(root, checkpoint.root) ? { holds: true, signedBy } : fails('proof');
}
