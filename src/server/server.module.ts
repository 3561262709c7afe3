import { Module } from '@nestjs/common';
import { ChangeSettingsHandler } from './commands/change-settings.command.js';
import { OpenCommunityHandler } from './commands/open-community.command.js';
import { GetServerHandler } from './queries/get-server.query.js';
import { ServerController } from './server.controller.js';

@Module({
  controllers: [ServerController],
  providers: [ChangeSettingsHandler, OpenCommunityHandler, GetServerHandler],
})
export class ServerModule {}
