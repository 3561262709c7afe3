import { isPublicKey } from '../identity/is-public-key.js';

/** Who does what nobody does, as the log names it. */
export const SYSTEM = 'system';

const USER_ID = /^[0-9a-f]{32}$/;

export function isUserId(text: string): boolean {
  return USER_ID.test(text);
}

/** Whether a text can name a person: by public key, or by user id. */
export function isPerson(text: string): boolean {
  return isUserId(text) || isPublicKey(text);
}
