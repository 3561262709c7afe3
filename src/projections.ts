import { eventSubjectsProjection } from './audit/event-subjects.projection.js';
import { joinsProjection } from './members/joins.projection.js';
import { logTimesProjection } from './audit/log-times.projection.js';
import type { Projection } from './event-store/projections/projection.js';
import { userDirectoryProjection } from './identity/user-directory.projection.js';
import { inviteListProjection } from './invites/invite-list.projection.js';
import { allowlistProjection } from './members/allowlist.projection.js';
import { banListProjection } from './members/ban-list.projection.js';
import { memberListProjection } from './members/member-list.projection.js';
import { roleListProjection } from './roles/role-list.projection.js';
import { serverInfoProjection } from './server/server-info.projection.js';

/** All read models of the program. */
export const PROJECTIONS: readonly Projection[] = [
  serverInfoProjection,
  roleListProjection,
  userDirectoryProjection,
  memberListProjection,
  banListProjection,
  allowlistProjection,
  inviteListProjection,
  joinsProjection,
  eventSubjectsProjection,
  logTimesProjection,
];
