import { Module } from '@nestjs/common';
import { ChangeSettingsHandler } from './commands/change-settings.command.js';
import { OpenCommunityHandler } from './commands/open-community.command.js';
import { GetServerHandler } from './queries/get-server.query.js';
import { ServerInfo } from './queries/server-info.js';
import { ServerController } from './server.controller.js';

@Module({
  controllers: [ServerController],
  providers: [ServerInfo, ChangeSettingsHandler, OpenCommunityHandler, GetServerHandler],
  exports: [ServerInfo],
})
export class ServerModule {}
