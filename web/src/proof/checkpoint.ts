import { bytesIn, wholeNumberIn } from './bytes.js';
import { HASH_BYTES, type TreeHead } from './merkle.js';
import { noteIn, type Note } from './note.js';

/** What a log says of itself, signed: its name, how long it is, and the root of its tree. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
  readonly note: Note;
}

/** @returns `undefined` for a text that is no signed checkpoint (c2sp.org/tlog-checkpoint) */
export function checkpointIn(whole: string): Checkpoint | undefined {
  const note = noteIn(whole);
  if (!note) return undefined;
  const [origin = '', digits = '', encoded = '', ...extensions] = note.text.split('\n');
  // Behind the last line feed stands nothing.
  if (extensions.pop() !== '' || origin === '' || extensions.includes('')) return undefined;
  const [size, root] = [wholeNumberIn(digits), bytesIn(encoded)];
  if (size === undefined || root?.length !== HASH_BYTES) return undefined;
  return { origin, size, root, note };
}
