import { Controller, Get, Param, Patch } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { CheckedBody } from '../http/validation.js';
import { refuse } from '../platform/refusal.js';
import { States } from '../event-store/states.js';
import { Requires } from '../identity/access.js';
import { ChangeDisplayName } from '../identity/commands/change-display-name.command.js';
import { ChangeMeBody } from '../identity/identity.dto.js';
import type { UserId } from '../platform/ids.js';
import { UserIds } from '../identity/user-ids.js';
import { GetMember } from '../members/queries/get-member.query.js';
import { GetServer } from '../server/queries/get-server.query.js';
import type { ServerView } from '../server/facts/server-info.js';
import { decentcomMember, type DecentcomMember } from './decentcom-member.js';

interface DecentcomServerInfo extends ServerView {
  readonly description: null;
}

type Profile = Omit<DecentcomMember, 'invite_code' | 'invited_by'>;

/** What decentcom's client and its SDK ask that is nothing of ours; see `docs/decentcom.md`. */
@ApiExcludeController()
@Controller()
export class DecentcomController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly states: States,
    private readonly userIds: UserIds,
  ) {}

  @Get('health')
  @Requires('public')
  health(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('server/info')
  @Requires('public')
  async info(): Promise<DecentcomServerInfo> {
    return { ...(await this.queries.execute(new GetServer())), description: null };
  }

  /** Its client finds out by this call whether it is a member. There are no channels here. */
  @Get('channels')
  @Requires('member')
  channels(): { readonly channels: readonly never[]; readonly categories: readonly never[] } {
    return { channels: [], categories: [] };
  }

  /** Programs are people with keys here: none waits to be approved. */
  @Get('admin/bots/pending')
  @Requires('manage_server')
  pendingBots(): { readonly bots: readonly never[] } {
    return { bots: [] };
  }

  /** Of a profile there is the display name. */
  @Patch('profile')
  @Requires('member')
  @RateLimit('profile')
  async changeProfile(
    @CurrentCaller() caller: Caller,
    @CheckedBody() { display_name: name }: ChangeMeBody,
  ): Promise<Profile> {
    if (typeof name === 'string') await this.commands.execute(new ChangeDisplayName(caller, name));
    return this.profileOf(caller.userId);
  }

  @Get('members/:pubkey/profile')
  @Requires('member')
  profile(@Param('pubkey') pubkey: string): Promise<Profile> {
    return this.profileOf(this.userIds.userIn(pubkey));
  }

  private async profileOf(userId: UserId | undefined): Promise<Profile> {
    const member = userId && (await this.queries.execute(new GetMember(userId)));
    if (!member) throw refuse('MEMBER_NOT_FOUND', 'There is no member with this key or user id.');
    // How somebody came in is for those who manage invites.
    const {
      invite_code: _,
      invited_by: __,
      ...profile
    } = await decentcomMember(this.states, member);
    return profile;
  }
}
