import { HASH_BYTES } from './merkle.js';
import type { TreeHead } from './merkle-proofs.js';

/** What a log says of itself: its name, how long it is, and the root of its tree. See c2sp.org/tlog-checkpoint. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** The text of the note: what is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** @returns `undefined` for a text that is none; lines of others behind the three are passed over */
export function checkpointIn(text: string): Checkpoint | undefined {
  const [origin, size, encoded, ...extensions] = text.split('\n');
  if (origin === undefined || size === undefined || encoded === undefined) return undefined;
  // Behind the last line feed stands nothing.
  if (extensions.pop() !== '' || origin === '' || extensions.includes('')) return undefined;
  const root = Buffer.from(encoded, 'base64');
  const isRoot = root.length === HASH_BYTES && root.toString('base64') === encoded;
  const isSize = /^(0|[1-9]\d{0,15})$/.test(size) && Number.isSafeInteger(Number(size));
  return isRoot && isSize ? { origin, size: Number(size), root } : undefined;
}
