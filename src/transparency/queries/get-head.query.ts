import { sign } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { Checkpoints } from '../checkpoints.js';
import { Cosignatures } from '../witnesses/cosignatures.js';
import { LogSigner } from '../log-signer.js';
import type { SigningKey } from '../signing-key.js';

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
  /** The same as a checkpoint of the transparency log, with what witnesses have signed of it. */
  readonly checkpoint: string;
}

export class GetHead extends Query<SignedHead> {}

@QueryHandler(GetHead)
export class GetHeadHandler implements IQueryHandler<GetHead> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly signer: LogSigner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly checkpoints: Checkpoints,
    private readonly cosignatures: Cosignatures,
  ) {}

  async execute(): Promise<SignedHead> {
    const { position, hash } = await this.store.head();
    const checkpoint = await this.cosignatures.below(await this.checkpoints.at(position));
    const signed = signedHead(
      position,
      hash.toString('hex'),
      this.clock.now(),
      await this.signer.key(),
    );
    return { ...signed, checkpoint };
  }
}

export function signedHead(
  position: number,
  hash: string,
  at: string,
  { privateKey, publicKey }: SigningKey,
): Omit<SignedHead, 'checkpoint'> {
  const signature = sign(null, signedBytes(position, hash, at), privateKey).toString('base64');
  return { position, hash, at, algorithm: 'Ed25519', public_key: publicKey, signature };
}

/** What a head's signature is over. See `docs/log-format.md`. */
export function signedBytes(position: number, hash: string, at: string): Buffer {
  return Buffer.from(`gatehouse-head-v1\n${position}\n${hash}\n${at}`, 'utf8');
}
