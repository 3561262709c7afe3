import { Module } from '@nestjs/common';
import { ServerModule } from '../server/server.module.js';
import { CreateInviteHandler } from './commands/create-invite.command.js';
import { CreateOwnerLinkHandler } from './commands/create-owner-link.command.js';
import { RevokeOwnerLinkHandler } from './commands/revoke-owner-link.command.js';
import { EditInviteHandler } from './commands/edit-invite.command.js';
import { ExpireInvitesHandler } from './commands/expire-invites.command.js';
import { ImportInviteHandler } from './commands/import-invite.command.js';
import { JoinByInviteHandler } from './commands/join-by-invite.command.js';
import { RevokeInviteHandler } from './commands/revoke-invite.command.js';
import { ExpirySweeper } from './expiry.sweeper.js';
import { InviteLinkController } from './invite-link.controller.js';
import { InvitesController } from './invites.controller.js';
import { JoinController } from './join.controller.js';
import { CountInvitesHandler } from './queries/count-invites.query.js';
import { GetInviteDetailsHandler } from './queries/get-invite-details.query.js';
import { ListInvitesHandler } from './queries/list-invites.query.js';
import { CountRefusedJoinsHandler } from './queries/count-refused-joins.query.js';
import { ListRefusedJoinsHandler } from './queries/list-refused-joins.query.js';
import { PreviewInviteHandler } from './queries/preview-invite.query.js';
import { RefusedJoins } from './refused-joins.js';

@Module({
  imports: [ServerModule],
  controllers: [InvitesController, JoinController, InviteLinkController],
  providers: [
    CreateInviteHandler,
    CreateOwnerLinkHandler,
    RevokeOwnerLinkHandler,
    EditInviteHandler,
    ExpireInvitesHandler,
    JoinByInviteHandler,
    RevokeInviteHandler,
    ImportInviteHandler,
    CountInvitesHandler,
    GetInviteDetailsHandler,
    ListInvitesHandler,
    PreviewInviteHandler,
    ListRefusedJoinsHandler,
    CountRefusedJoinsHandler,
    ExpirySweeper,
    RefusedJoins,
  ],
})
export class InvitesModule {}
