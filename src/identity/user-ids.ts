import { isUserId, userIdOf, type UserId } from '../platform/ids.js';
import type { ReadModels } from '../event-store/event-store.js';
import { publicKeyOf, type PublicKey } from './public-key.js';

/** A key, and who its holder is in this community. */
export interface UserKey extends PublicKey {
  readonly userId: UserId;
}

/** Who is behind a key, in this community: its ids are derived with a secret of its own. */
export class UserIds {
  /** @param secret `null` in a community that is older than secrets */
  constructor(private readonly secret: Uint8Array | null) {}

  /** The key behind its base58 text; `undefined` if that is none. */
  keyIn(text: string): UserKey | undefined {
    const key = publicKeyOf(text);
    return key && { ...key, userId: userIdOf(key.bytes, this.secret) };
  }

  /** Whom a text names, by public key (base58) or by user id; nothing is both. */
  userIn(text: string): UserId | undefined {
    return isUserId(text) ? text : this.keyIn(text)?.userId;
  }
}

/** The user ids of the community that a database holds. */
export async function openUserIds(readModels: ReadModels): Promise<UserIds> {
  const row = await readModels.get<{ readonly secret: Buffer | null }>(
    'SELECT secret FROM community_secret',
  );
  if (!row) throw new Error('The community has lost its secret.');
  return new UserIds(row.secret);
}
