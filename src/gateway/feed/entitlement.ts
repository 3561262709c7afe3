import type { UserId } from '../../platform/ids.js';
import type { RecordedGatehouseEvent } from '../../events.js';

/** Whether an event can change what a user (or anybody) may do. */
export function concernsPermissionsOf(event: RecordedGatehouseEvent, userId?: UserId): boolean {
  switch (event.type) {
    case 'RoleCreated':
    case 'RoleDeleted':
      return true;
    case 'RoleUpdated':
      // What it is called and where it stands says nothing of what its holders hear.
      return event.data.permissions !== undefined;
    case 'OwnerAppointed':
    case 'MemberJoined':
    case 'MemberLeft':
    case 'MemberKicked':
    case 'MemberBanned':
    case 'MemberRoleAdded':
    case 'MemberRoleRemoved':
      return userId === undefined || event.data.user_id === userId;
    default:
      return false;
  }
}
