import type { Permission } from '@gatehouse/sdk';
import {
  IconHistory,
  IconHome,
  IconBan,
  IconListCheck,
  IconMailOpened,
  IconSettings,
  IconShield,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

/** A page of the console that the navigation leads to. */
export interface NavItem {
  readonly to:
    '/' | '/invites' | '/members' | '/roles' | '/bans' | '/allowlist' | '/audit' | '/settings';
  readonly name:
    'overview' | 'invites' | 'members' | 'roles' | 'bans' | 'allowlist' | 'audit' | 'settings';
  readonly icon: Icon;
  /** Who may see it; every member, if nothing is said. */
  readonly needs?: Permission;
}

export const NAV: readonly NavItem[] = [
  { to: '/', name: 'overview', icon: IconHome },
  { to: '/invites', name: 'invites', icon: IconMailOpened, needs: 'manage_invites' },
  { to: '/members', name: 'members', icon: IconUsers },
  { to: '/roles', name: 'roles', icon: IconShield },
  { to: '/bans', name: 'bans', icon: IconBan, needs: 'ban_members' },
  { to: '/allowlist', name: 'allowlist', icon: IconListCheck, needs: 'manage_server' },
  { to: '/audit', name: 'audit', icon: IconHistory, needs: 'view_audit_log' },
  { to: '/settings', name: 'settings', icon: IconSettings, needs: 'manage_server' },
];
