import type { UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import type { UserIds, UserKey } from '../../identity/user-ids.js';
import { memberNotFound } from '../moderation.decide.js';

/** The key of a member, in a path. What is no key names no member. */
export function memberKeyIn(userIds: UserIds, text: string): UserKey {
  const key = userIds.keyIn(text);
  if (!key) throw memberNotFound();
  return key;
}

/** Anybody's key, in a path. */
export function anyKeyIn(userIds: UserIds, text: string): UserKey {
  const key = userIds.keyIn(text);
  if (!key) throw refuse('VALIDATION_FAILED', 'pubkey must be an Ed25519 public key in base58.');
  return key;
}

/** Anybody, in a path, by key or by user id: of who was erased there is no key to name. */
export function anybodyIn(userIds: UserIds, text: string): UserId {
  const userId = userIds.userIn(text);
  if (!userId) {
    throw refuse('VALIDATION_FAILED', 'pubkey must be a public key in base58, or a user id.');
  }
  return userId;
}
