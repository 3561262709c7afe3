import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { bySystem, type Stage } from '../../event-store/commands/stage.js';
import { sql } from '../../event-store/statement.js';
import type { CheckpointOffer } from '../checkpoint-offer.js';
import { cosignatureLine } from '../cosignature.js';
import type { TreeHead } from '../merkle-proofs.js';
import { LogSigner } from '../log-signer.js';
import { COSIGNATURE } from '../signed-note.js';
import {
  judgeCheckpoint,
  NOTHING_SEEN,
  trustedCheckpoint,
  type TrustedCheckpoint,
} from './judge-checkpoint.js';

/** The line to put below the checkpoint; or how long the log was when this witness signed last. */
export type Cosigned = { readonly line: string } | { readonly seen: number };

/** Signs the checkpoint of another log, if it extends what was signed of that log before. */
export class CosignCheckpoint extends Command<Cosigned> {
  constructor(
    readonly requestId: string,
    readonly offer: CheckpointOffer,
  ) {
    super();
  }
}

@CommandHandler(CosignCheckpoint)
export class CosignCheckpointHandler implements ICommandHandler<CosignCheckpoint> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signer: LogSigner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ requestId, offer }: CosignCheckpoint): Promise<Cosigned> {
    const trusted = trustedCheckpoint(offer, this.config.witnessFor);
    // Seen is remembered before anything is signed: neither a race nor a kill brings out two histories.
    const outcome = await this.runner.run(bySystem(requestId), async (unit) => {
      const last = await lastOf(unit, trusted.checkpoint.origin);
      if (judgeCheckpoint(offer, trusted.checkpoint, last) === 'conflicts') {
        return { seen: last.size, at: undefined };
      }
      // What was seen already need not be written again.
      if (trusted.checkpoint.size > last.size) remember(unit, trusted);
      return { seen: undefined, at: unit.meta.now };
    });
    if (outcome.at === undefined) return { seen: outcome.seen };
    const seconds = Math.floor(Date.parse(outcome.at) / 1000);
    const { named, privateKey } = await this.signer.as(COSIGNATURE);
    return { line: cosignatureLine(trusted.text, seconds, named, privateKey) };
  }
}

async function lastOf(unit: Stage, origin: string): Promise<TreeHead> {
  const row = await unit.get<TreeHead>(
    sql('SELECT size, root FROM witnessed_logs WHERE origin = ?', origin),
  );
  return row ?? NOTHING_SEEN;
}

function remember(unit: Stage, { checkpoint: { origin, size, root } }: TrustedCheckpoint): void {
  unit.write(
    sql(
      `INSERT INTO witnessed_logs (origin, size, root, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, at = excluded.at`,
      origin,
      size,
      root,
      unit.meta.now,
    ),
  );
}
