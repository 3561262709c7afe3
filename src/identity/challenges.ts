import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from '../event-store/at-most.js';
import { IDS, type Ids, type UserId } from '../platform/ids.js';

export const LIFETIME_MS = 5 * 60 * 1000;
/**
 * Sign-ins that one key can have under way at once, e.g. in several tabs. Whoever asks for more is given the last one
 * again: anybody may ask in anybody's name, and must not void by it what the key's holder is about to sign.
 */
export const PER_KEY = 8;
/** Keys that can have a challenge at once; beyond that the oldest ones have to ask again. */
const MAX_KEYS = 100_000;

interface Pending {
  readonly challenge: string;
  readonly expiresAt: number;
}

/** The challenges that wait to be signed. */
export abstract class Challenges {
  abstract issue(userId: UserId): string | Promise<string>;

  /** Uses up the challenge that `isSigned` accepts; false if there is none. */
  abstract redeem(
    userId: UserId,
    isSigned: (challenge: string) => boolean,
  ): boolean | Promise<boolean>;

  /** Deletes what has expired. */
  abstract sweep(correlationId: string): void | Promise<void>;
}

/** What is handed out and signed. A bot of decentcom's claims to be one with what it signs. */
export function challengeText(challenge: string, isBot: boolean): string {
  return isBot ? `${challenge}|bot` : challenge;
}

/** In memory: nothing is lost but a moment by a restart, and strangers write nothing to the disk. */
@Injectable()
export class ChallengesInMemory extends Challenges {
  private readonly pending = new LRUCache<UserId, readonly Pending[]>({
    ...atMost(MAX_KEYS),
    ttl: LIFETIME_MS,
  });

  constructor(@Inject(IDS) private readonly ids: Ids) {
    super();
  }

  issue(userId: UserId): string {
    const open = this.open(userId);
    const shared = open.length < PER_KEY ? undefined : open.at(-1);
    const challenge = shared?.challenge ?? this.ids.challenge();
    const others = open.filter((pending) => pending !== shared);
    const expiresAt = Date.now() + LIFETIME_MS;
    this.pending.set(userId, [...others, { challenge, expiresAt }]);
    return challenge;
  }

  redeem(userId: UserId, isSigned: (challenge: string) => boolean): boolean {
    const open = this.open(userId);
    const signed = open.find(({ challenge }) => isSigned(challenge));
    if (!signed) return false;
    this.pending.set(
      userId,
      open.filter((pending) => pending !== signed),
    );
    return true;
  }

  sweep(): void {
    this.pending.purgeStale();
  }

  private open(userId: UserId): readonly Pending[] {
    const now = Date.now();
    return (this.pending.get(userId) ?? []).filter(({ expiresAt }) => expiresAt > now);
  }
}
