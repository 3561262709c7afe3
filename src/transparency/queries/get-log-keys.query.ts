import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Checkpoints } from '../checkpoints.js';
import { verifierKey } from '../signed-note.js';
import { WitnessKey } from '../witness/witness-key.js';

/** Verifier keys: what others pin. */
export interface LogKeys {
  /** The log's, which signs checkpoints and receipts. */
  readonly log: string;
  /** As a witness of others' logs. */
  readonly witness: string;
}

export class GetLogKeys extends Query<LogKeys> {}

@QueryHandler(GetLogKeys)
export class GetLogKeysHandler implements IQueryHandler<GetLogKeys> {
  constructor(
    private readonly checkpoints: Checkpoints,
    private readonly witness: WitnessKey,
  ) {}

  async execute(): Promise<LogKeys> {
    return {
      log: verifierKey(await this.checkpoints.namedKey()),
      witness: verifierKey(await this.witness.named()),
    };
  }
}
