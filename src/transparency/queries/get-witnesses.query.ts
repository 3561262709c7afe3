import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CONFIG, type Config } from '../../config.js';
import type { Instant } from '../../platform/clock.js';
import { Checkpoints } from '../checkpoints.js';
import { Cosignatures } from '../witnesses/cosignatures.js';

/** One who looks at our checkpoints. */
interface WitnessProgress {
  /** The verifier key. */
  readonly key: string;
  /** How long the log was that it has signed last; `null` before it has signed anything. */
  readonly size: number | null;
  readonly signed_at: Instant | null;
}

/** Who vouches for the log beside the server. */
export interface Witnesses {
  /** So many make a checkpoint witnessed. */
  readonly needed: number;
  readonly witnesses: readonly WitnessProgress[];
  /** The last checkpoint that so many have signed, with what they have signed of it. */
  readonly checkpoint: string | null;
}

export class GetWitnesses extends Query<Witnesses> {}

@QueryHandler(GetWitnesses)
export class GetWitnessesHandler implements IQueryHandler<GetWitnesses> {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly checkpoints: Checkpoints,
    private readonly cosignatures: Cosignatures,
  ) {}

  async execute(): Promise<Witnesses> {
    const { witnesses, witnessesNeeded } = this.config;
    if (witnesses.length === 0) return { needed: 0, witnesses: [], checkpoint: null };
    const size = await this.cosignatures.witnessedSize();
    const progress = await this.cosignatures.progress();
    return {
      needed: witnessesNeeded,
      witnesses: witnesses.map(({ verifierKey }) => {
        const last = progress.get(verifierKey);
        return { key: verifierKey, size: last?.size ?? null, signed_at: last?.at ?? null };
      }),
      checkpoint:
        size === 0 ? null : await this.cosignatures.below(await this.checkpoints.at(size)),
    };
  }
}
