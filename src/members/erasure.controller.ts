import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { EmptyBody } from '../http/empty-body.js';
import { refuse } from '../platform/refusal.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { ErasePerson } from './commands/erase-person.command.js';
import { ApiPubkeyOrId } from './moderation.dto.js';

/** When somebody asks to be forgotten. */
@ApiTags('Moderation')
@Controller('members/:pubkey/erase')
export class ErasureController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
  ) {}

  @Post()
  @HttpCode(204)
  @Requires('manage_server')
  @ApiOperation({
    summary: 'Forget somebody for good, member or not; there is no way back',
    description:
      'Their public key, display name and the reasons of what was done to them can be read nowhere from then ' +
      'on. They are no member any more, their sessions, invites and allowlist entry end; a ban goes on ' +
      'holding. Again, it changes nothing.',
  })
  @ApiPubkeyOrId()
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON')
  @ApiProblems('ROLE_HIERARCHY', 'MEMBER_NOT_FOUND', 'OWNER_CANNOT_LEAVE')
  erase(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @EmptyBody() _body: object,
  ): Promise<void> {
    const userId = this.userIds.userIn(pubkey);
    if (userId === undefined) {
      throw refuse('MEMBER_NOT_FOUND', 'Nobody with this key, or this user id, was ever here.');
    }
    return this.commands.execute(new ErasePerson(caller, userId));
  }
}
