import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { LogSigner } from '../log-signer.js';
import { COSIGNATURE, NOTE_SIGNATURE, verifierKey } from '../signed-note.js';

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
  constructor(private readonly signer: LogSigner) {}

  async execute(): Promise<LogKeys> {
    return {
      log: verifierKey((await this.signer.as(NOTE_SIGNATURE)).named),
      witness: verifierKey((await this.signer.as(COSIGNATURE)).named),
    };
  }
}
