import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { AllowlistController } from './allowlist.controller.js';
import { ActOnBranchHandler } from './commands/act-on-branch.command.js';
import { AllowUserHandler } from './commands/allow-user.command.js';
import { AssignRoleHandler } from './commands/assign-role.command.js';
import { BanMemberHandler } from './commands/ban-member.command.js';
import { ErasePersonHandler } from './commands/erase-person.command.js';
import { ImportPersonHandler } from './commands/import-person.command.js';
import { KickMemberHandler } from './commands/kick-member.command.js';
import { RemoveRoleHandler } from './commands/remove-role.command.js';
import { UnbanMemberHandler } from './commands/unban-member.command.js';
import { UnlistUserHandler } from './commands/unlist-user.command.js';
import { ErasureController } from './erasure.controller.js';
import { MemberRolesController } from './member-roles.controller.js';
import { ModerationController } from './moderation.controller.js';
import { ListAllowlistHandler } from './queries/list-allowlist.query.js';
import { ListBansHandler } from './queries/list-bans.query.js';
import { JoinDirectlyHandler } from './commands/join-directly.command.js';
import { LeaveHandler } from './commands/leave.command.js';
import { MembersController } from './members.controller.js';
import { GetMemberHandler } from './queries/get-member.query.js';
import { ListMembersHandler } from './queries/list-members.query.js';
import { BranchFacts } from './branch-facts.js';
import { BranchSteps } from './branch-steps.js';
import { BranchController } from './branch.controller.js';

@Module({
  imports: [IdentityModule],
  controllers: [
    MembersController,
    ModerationController,
    AllowlistController,
    MemberRolesController,
    BranchController,
    ErasureController,
  ],
  providers: [
    JoinDirectlyHandler,
    LeaveHandler,
    KickMemberHandler,
    BanMemberHandler,
    UnbanMemberHandler,
    ErasePersonHandler,
    ActOnBranchHandler,
    BranchFacts,
    BranchSteps,
    AllowUserHandler,
    UnlistUserHandler,
    AssignRoleHandler,
    RemoveRoleHandler,
    ImportPersonHandler,
    GetMemberHandler,
    ListMembersHandler,
    ListBansHandler,
    ListAllowlistHandler,
  ],
})
export class MembersModule {}
