import { Module } from '@nestjs/common';
import { JoinDirectlyHandler } from './commands/join-directly.command.js';
import { LeaveHandler } from './commands/leave.command.js';
import { MembersController } from './members.controller.js';
import { GetMemberHandler } from './queries/get-member.query.js';
import { ListMembersHandler } from './queries/list-members.query.js';

@Module({
  controllers: [MembersController],
  providers: [JoinDirectlyHandler, LeaveHandler, GetMemberHandler, ListMembersHandler],
})
export class MembersModule {}
