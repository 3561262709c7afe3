import { isRoleId, type RoleId } from '../../platform/ids.js';
import { roleNotFound } from '../authority.js';

/** The role id in a path. What has not the form of one names no role. */
export function roleIn(text: string): RoleId {
  if (isRoleId(text)) return text;
  throw roleNotFound();
}
