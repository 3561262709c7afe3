import {
  COSIGNATURE,
  keyInVerifierKey,
  NOTE_SIGNATURE,
  type NamedKey,
} from '../transparency/signed-note.js';

/** Somebody who looks at our checkpoints and signs below them. */
export interface Witness {
  readonly key: NamedKey;
  /** As it was given: what names the witness, here and for whoever verifies. */
  readonly verifierKey: string;
  /** What `/add-checkpoint` is behind, without a slash at its end. */
  readonly url: string;
}

/** With the log's own signature as many as every verifier must be able to read (c2sp.org/signed-note). */
const MOST_WITNESSES = 15;

export const WITNESSES =
  'up to 15 verifier keys of witnesses, each with a blank and its URL behind it, separated by commas';
export const VERIFIER_KEYS = 'verifier keys of logs, separated by commas';

function listed(setting: string): readonly string[] {
  return setting.split(',').map((each) => each.trim());
}

/** @returns `undefined` for a setting that is none */
export function witnessesIn(setting: string): readonly Witness[] | undefined {
  const witnesses = listed(setting).map(witnessIn);
  const keys = new Set(witnesses.map((witness) => witness?.verifierKey));
  return witnesses.includes(undefined) ||
    keys.size < witnesses.length ||
    witnesses.length > MOST_WITNESSES
    ? undefined
    : witnesses.filter((each) => each !== undefined);
}

function witnessIn(text: string): Witness | undefined {
  const [verifierKey = '', url = '', ...rest] = text.split(/\s+/);
  const key = keyInVerifierKey(verifierKey);
  const isUrl = /^https?:\/\/[^\s?#]+$/.test(url) && URL.canParse(url);
  if (key?.type !== COSIGNATURE || !isUrl || rest.length > 0) return undefined;
  return { key, verifierKey, url: url.replace(/\/+$/, '') };
}

/** @returns `undefined` for a setting that is none */
export function logKeysIn(setting: string): readonly NamedKey[] | undefined {
  const keys = listed(setting).map(keyInVerifierKey);
  return keys.every((key) => key?.type === NOTE_SIGNATURE)
    ? keys.filter((key) => key !== undefined)
    : undefined;
}

/** More than half of them, unless a setting says otherwise. */
export function majorityOf(witnesses: readonly Witness[]): number {
  return Math.floor(witnesses.length / 2) + 1;
}
