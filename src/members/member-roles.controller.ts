import { Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { roleIn } from '../roles/facts/role-in.js';
import { AssignRole } from './commands/assign-role.command.js';
import { RemoveRole } from './commands/remove-role.command.js';
import { memberKeyIn } from './facts/key-in.js';
import { ApiPubkey } from './moderation.dto.js';

@ApiTags('Roles')
@Controller('members/:pubkey/roles/:role_id')
export class MemberRolesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
  ) {}

  @Put()
  @HttpCode(204)
  @Requires('manage_roles')
  @ApiOperation({
    summary: 'Give a member a role that stands below your own highest',
    description: 'Once more is no change. Nobody gives a permission that they lack.',
  })
  @ApiPubkey()
  @ApiParam({ name: 'role_id' })
  @ApiNoContentResponse()
  @ApiProblems('ROLE_HIERARCHY', 'ROLE_BUILTIN', 'MEMBER_NOT_FOUND', 'ROLE_NOT_FOUND')
  assign(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @Param('role_id') role: string,
  ): Promise<void> {
    const { userId } = memberKeyIn(this.userIds, pubkey);
    return this.commands.execute(new AssignRole(caller, userId, roleIn(role)));
  }

  @Delete()
  @HttpCode(204)
  @Requires('manage_roles')
  @ApiOperation({
    summary: 'Take a role from a member',
    description: 'One that stands below your own highest; once more is no change.',
  })
  @ApiPubkey()
  @ApiParam({ name: 'role_id' })
  @ApiNoContentResponse()
  @ApiProblems('ROLE_HIERARCHY', 'ROLE_BUILTIN', 'MEMBER_NOT_FOUND', 'ROLE_NOT_FOUND')
  remove(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @Param('role_id') role: string,
  ): Promise<void> {
    const { userId } = memberKeyIn(this.userIds, pubkey);
    return this.commands.execute(new RemoveRole(caller, userId, roleIn(role)));
  }
}
