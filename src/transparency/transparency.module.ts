import { Logger, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CONFIG, type Config } from '../config.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { patiently } from '../platform/patient-start.js';
import { Checkpoints } from './checkpoints.js';
import { ReplaceLogKeyHandler } from './commands/replace-log-key.command.js';
import { LogController } from './log.controller.js';
import { LogOrigin } from './log-origin.js';
import { LogSigner } from './log-signer.js';
import { LogTree } from './log-tree.js';
import { GetConsistencyHandler } from './queries/get-consistency.query.js';
import { GetHeadHandler } from './queries/get-head.query.js';
import { GetLogKeysHandler } from './queries/get-log-keys.query.js';
import { GetOwnReceiptHandler } from './queries/get-own-receipt.query.js';
import { GetReceiptHandler } from './queries/get-receipt.query.js';
import { GetTileHandler } from './queries/get-tile.query.js';
import { GetWitnessesHandler } from './queries/get-witnesses.query.js';
import { Receipts } from './receipts.js';
import { ProofsController } from './proofs.controller.js';
import { openSigningKey, SIGNING_KEY, type SigningKey } from './signing-key.js';
import { CosignCheckpointHandler } from './witness/cosign-checkpoint.command.js';
import { WitnessController } from './witness/witness.controller.js';
import { Cosignatures } from './witnesses/cosignatures.js';
import { WitnessMetrics } from './witnesses/witness-metrics.js';
import { WitnessRounds } from './witnesses/witness-rounds.js';
import { TreeGrower } from './tree-grower.js';

/** A new key for an old log: whoever pinned heads must learn of it. */
async function signingKey(config: Config, store: EventStore): Promise<SigningKey> {
  const key = await patiently(store, () => openSigningKey(config, store));
  if (key.isNew && (await patiently(store, () => store.head())).position > 0) {
    new Logger('Audit').warn(
      config.readOnly
        ? 'There is no signing key here; heads are signed by one that ends with this process.'
        : 'A new signing key was made; earlier heads were signed by another.',
    );
  }
  return key;
}

@Module({
  imports: [AuditModule],
  controllers: [LogController, ProofsController, WitnessController],
  providers: [
    { provide: SIGNING_KEY, inject: [CONFIG, EVENT_STORE], useFactory: signingKey },
    LogTree,
    LogOrigin,
    Checkpoints,
    Receipts,
    TreeGrower,
    Cosignatures,
    WitnessRounds,
    WitnessMetrics,
    LogSigner,
    ReplaceLogKeyHandler,
    CosignCheckpointHandler,
    GetConsistencyHandler,
    GetHeadHandler,
    GetTileHandler,
    GetLogKeysHandler,
    GetReceiptHandler,
    GetOwnReceiptHandler,
    GetWitnessesHandler,
  ],
})
export class TransparencyModule {}
