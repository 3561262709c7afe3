import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { Checkpoints } from './checkpoints.js';
import { LogController } from './log.controller.js';
import { LogOrigin } from './log-origin.js';
import { LogTree } from './log-tree.js';
import { GetOwnReceiptHandler } from './queries/get-own-receipt.query.js';
import { GetReceiptHandler } from './queries/get-receipt.query.js';
import { GetTileHandler } from './queries/get-tile.query.js';
import { Receipts } from './receipts.js';
import { ReceiptsController } from './receipts.controller.js';
import { TreeGrower } from './tree-grower.js';

@Module({
  imports: [AuditModule],
  controllers: [LogController, ReceiptsController],
  providers: [
    LogTree,
    LogOrigin,
    Checkpoints,
    Receipts,
    TreeGrower,
    GetTileHandler,
    GetReceiptHandler,
    GetOwnReceiptHandler,
  ],
})
export class TransparencyModule {}
