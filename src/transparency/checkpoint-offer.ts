import { HASH_BYTES } from './merkle.js';

/** As many as c2sp.org/tlog-witness lets a log send. */
const MOST_HASHES = 63;

/** A checkpoint, and the proof that it goes on from an older one: the body of `add-checkpoint`. */
export interface CheckpointOffer {
  /** The size that the tree had before. */
  readonly from: number;
  readonly proof: readonly Buffer[];
  /** The signed checkpoint. */
  readonly note: string;
}

export function offerText({ from, proof, note }: CheckpointOffer): string {
  const lines = [`old ${from}`, ...proof.map((hash) => hash.toString('base64')), ''];
  return `${lines.join('\n')}\n${note}`;
}

const FROM = /^old (0|[1-9]\d{0,15})$/;

/** @returns `undefined` for a text that is none; what stands in the checkpoint is another matter */
export function offerIn(text: string): CheckpointOffer | undefined {
  const cut = text.indexOf('\n\n');
  if (cut < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, cut).split('\n');
  const from = Number(FROM.exec(first)?.[1]);
  if (!Number.isSafeInteger(from) || lines.length > MOST_HASHES) return undefined;
  const proof = lines.map((line) => Buffer.from(line, 'base64'));
  const areHashes = proof.every(
    (hash, index) => hash.length === HASH_BYTES && hash.toString('base64') === lines[index],
  );
  return areHashes ? { from, proof, note: text.slice(cut + 2) } : undefined;
}
