import { Module } from '@nestjs/common';
import { AppointOwnerHandler } from './commands/appoint-owner.command.js';
import { ChangeSettingsHandler } from './commands/change-settings.command.js';
import { OpenCommunityHandler } from './commands/open-community.command.js';
import { TransferOwnershipHandler } from './commands/transfer-ownership.command.js';
import { GetServerHandler } from './queries/get-server.query.js';
import { ServerInfo } from './facts/server-info.js';
import { ServerController } from './server.controller.js';

@Module({
  controllers: [ServerController],
  providers: [
    ServerInfo,
    ChangeSettingsHandler,
    OpenCommunityHandler,
    AppointOwnerHandler,
    TransferOwnershipHandler,
    GetServerHandler,
  ],
  exports: [ServerInfo],
})
export class ServerModule {}
