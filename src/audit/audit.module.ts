import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { JoinsController } from './joins.controller.js';
import { Maskings } from './masking.js';
import { Moments } from './moments.js';
import { CountJoinsHandler } from './queries/count-joins.query.js';
import { ExportLogHandler } from './queries/export-log.query.js';
import { FindEventsHandler } from './queries/find-events.query.js';
import { GetDiffHandler } from './queries/get-diff.query.js';
import { GetInviteFunnelHandler } from './queries/get-invite-funnel.query.js';
import { GetInviteStoryHandler } from './queries/get-invite-story.query.js';
import { GetMemberStoryHandler } from './queries/get-member-story.query.js';
import { GetRoleStoryHandler } from './queries/get-role-story.query.js';
import { GetServerStoryHandler } from './queries/get-server-story.query.js';
import { GetInviteTreeHandler, GetMemberTreeHandler } from './queries/get-tree.query.js';
import {
  GetInviteRefusalsHandler,
  GetMemberRefusalsHandler,
  GetRefusalsHandler,
} from './queries/get-refusals.query.js';
import { RefusalsController } from './refusals.controller.js';
import { ListMembersAsOfHandler } from './queries/list-members-as-of.query.js';
import { VerifyLogHandler } from './queries/verify-log.query.js';
import { StoriesController } from './stories.controller.js';
import { TimeTravelController } from './time-travel.controller.js';
import { TreeController } from './tree.controller.js';
import { Stories } from './stories.js';

@Module({
  controllers: [
    AuditController,
    StoriesController,
    TreeController,
    TimeTravelController,
    RefusalsController,
    JoinsController,
  ],
  providers: [
    Maskings,
    Moments,
    Stories,
    FindEventsHandler,
    ExportLogHandler,
    VerifyLogHandler,
    GetInviteStoryHandler,
    GetMemberStoryHandler,
    GetRoleStoryHandler,
    GetServerStoryHandler,
    GetMemberTreeHandler,
    GetInviteTreeHandler,
    ListMembersAsOfHandler,
    GetRefusalsHandler,
    GetInviteRefusalsHandler,
    GetMemberRefusalsHandler,
    GetDiffHandler,
    CountJoinsHandler,
    GetInviteFunnelHandler,
  ],
  exports: [Maskings],
})
export class AuditModule {}
