import {
  IconBan,
  IconDoorExit,
  IconUserCheck,
  IconUserMinus,
  type Icon,
} from '@tabler/icons-react';
import type { Stay } from '../../stores/invite-tree.js';

/** How somebody's stay stands: told by a sign and a border, not by colour alone. */
export type TreeStatus = 'member' | 'left' | 'kicked' | 'banned';

export const TREE_STATUS: readonly TreeStatus[] = ['member', 'left', 'kicked', 'banned'];

export const STATUS_ICON: Readonly<Record<TreeStatus, Icon>> = {
  member: IconUserCheck,
  left: IconDoorExit,
  kicked: IconUserMinus,
  banned: IconBan,
};

export function statusOf({ left_as: left }: Stay): TreeStatus {
  return left ?? 'member';
}
