import { refuse } from '../common/refusal.js';
import { publicKeyOf, type PublicKey } from '../identity/public-key.js';
import { memberNotFound } from './moderation.decider.js';

/** The key of a member, in a path. What is no key names no member. */
export function memberKeyIn(text: string): PublicKey {
  const key = publicKeyOf(text);
  if (!key) throw memberNotFound();
  return key;
}

/** Anybody's key, in a path. */
export function anyKeyIn(text: string): PublicKey {
  const key = publicKeyOf(text);
  if (!key) throw refuse('VALIDATION_FAILED', 'pubkey must be an Ed25519 public key in base58.');
  return key;
}
