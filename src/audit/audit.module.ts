import { Logger, Module } from '@nestjs/common';
import { patiently } from '../platform/patient-start.js';
import { CONFIG, type Config } from '../config.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { AuditController } from './audit.controller.js';
import { Maskings } from './masking.js';
import { Moments } from './moments.js';
import { ExportLogHandler } from './queries/export-log.query.js';
import { FindEventsHandler } from './queries/find-events.query.js';
import { GetDiffHandler } from './queries/get-diff.query.js';
import { GetHeadHandler } from './queries/get-head.query.js';
import { GetInviteStoryHandler } from './queries/get-invite-story.query.js';
import { GetMemberStoryHandler } from './queries/get-member-story.query.js';
import { GetRoleStoryHandler } from './queries/get-role-story.query.js';
import { GetServerStoryHandler } from './queries/get-server-story.query.js';
import { GetInviteTreeHandler, GetMemberTreeHandler } from './queries/get-tree.query.js';
import {
  GetInviteRefusalsHandler,
  GetMemberRefusalsHandler,
} from './queries/get-refusals.query.js';
import { RefusalsController } from './refusals.controller.js';
import { ListMembersAsOfHandler } from './queries/list-members-as-of.query.js';
import { VerifyLogHandler } from './queries/verify-log.query.js';
import { openSigningKey, SIGNING_KEY, type SigningKey } from './signing-key.js';
import { StoriesController } from './stories.controller.js';
import { TimeTravelController } from './time-travel.controller.js';
import { TreeController } from './tree.controller.js';
import { Stories } from './stories.js';

/** A new key for an old log: whoever pinned heads must learn of it. */
async function signingKey(config: Config, store: EventStore): Promise<SigningKey> {
  const key = await patiently(store, () => openSigningKey(config, store));
  if (key.isNew && (await patiently(store, () => store.head())).position > 0) {
    new Logger('Audit').warn(
      config.readOnly
        ? 'There is no signing key here; heads are signed by one that ends with this process.'
        : 'A new signing key was made; earlier heads were signed by another.',
    );
  }
  return key;
}

@Module({
  controllers: [
    AuditController,
    StoriesController,
    TreeController,
    TimeTravelController,
    RefusalsController,
  ],
  providers: [
    Maskings,
    Moments,
    Stories,
    { provide: SIGNING_KEY, inject: [CONFIG, EVENT_STORE], useFactory: signingKey },
    FindEventsHandler,
    ExportLogHandler,
    GetHeadHandler,
    VerifyLogHandler,
    GetInviteStoryHandler,
    GetMemberStoryHandler,
    GetRoleStoryHandler,
    GetServerStoryHandler,
    GetMemberTreeHandler,
    GetInviteTreeHandler,
    ListMembersAsOfHandler,
    GetInviteRefusalsHandler,
    GetMemberRefusalsHandler,
    GetDiffHandler,
  ],
  exports: [Maskings, SIGNING_KEY],
})
export class AuditModule {}
