import { sign } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { SIGNING_KEY, type SigningKey } from '../signing-key.js';

/** Where the log ends, as the server vouches for it. */
export interface SignedHead {
  readonly position: number;
  /** Hexadecimal, of the event at `position`. */
  readonly hash: string;
  /** When the head was asked for, by the server's clock. */
  readonly at: string;
  readonly algorithm: 'Ed25519';
  /** Base64 of the 32 bytes of the server's key. */
  readonly public_key: string;
  /** Base64 of the 64 bytes over {@link signedBytes}. */
  readonly signature: string;
}

export class GetHead extends Query<SignedHead> {}

@QueryHandler(GetHead)
export class GetHeadHandler implements IQueryHandler<GetHead> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SIGNING_KEY) private readonly key: SigningKey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(): Promise<SignedHead> {
    const head = await this.store.head();
    return signedHead(head.position, head.hash.toString('hex'), this.clock.now(), this.key);
  }
}

export function signedHead(
  position: number,
  hash: string,
  at: string,
  { privateKey, publicKey }: SigningKey,
): SignedHead {
  const signature = sign(null, signedBytes(position, hash, at), privateKey).toString('base64');
  return { position, hash, at, algorithm: 'Ed25519', public_key: publicKey, signature };
}

/** What a head's signature is over. See `docs/log-format.md`. */
export function signedBytes(position: number, hash: string, at: string): Buffer {
  return Buffer.from(`gatehouse-head-v1\n${position}\n${hash}\n${at}`, 'utf8');
}
