/** The bit of each permission in a role's `permissions`. The names and bits are decentcom's. */
export const PERMISSION_BITS = {
  send_messages: 0,
  read_messages: 1,
  manage_messages: 2,
  manage_channels: 3,
  manage_roles: 4,
  kick_members: 5,
  ban_members: 6,
  manage_invites: 7,
  manage_server: 8,
  attach_files: 9,
  add_reactions: 10,
  mention_everyone: 11,
  view_audit_log: 12,
  administrator: 13,
} as const;

export type Permission = keyof typeof PERMISSION_BITS;

export const PERMISSIONS = Object.keys(PERMISSION_BITS) as readonly Permission[];

/** Every permission that there is. */
export const ALL_PERMISSIONS = bitsOf(...PERMISSIONS);

/** What `everyone` may do in a fresh community: take part in the chat. */
export const DEFAULT_PERMISSIONS = bitsOf(
  'send_messages',
  'read_messages',
  'attach_files',
  'add_reactions',
);

export function bitsOf(...permissions: readonly Permission[]): number {
  return permissions.reduce((bits, name) => bits | (1 << PERMISSION_BITS[name]), 0);
}

/** Whether `bits` hold a permission; `administrator` holds them all. */
export function holds(bits: number, permission: Permission): boolean {
  return (bits & bitsOf(permission, 'administrator')) !== 0;
}

/** The permissions in `bits` by name, in the order of their bits. */
export function namesOf(bits: number): readonly Permission[] {
  return PERMISSIONS.filter((name) => (bits & bitsOf(name)) !== 0);
}
