/** The roles of the demo, the highest first. */
export const ROLES = {
  steward: {
    name: 'Steward',
    color: '#c92a2a',
    position: 800,
    permissions: [
      'manage_messages',
      'manage_channels',
      'manage_roles',
      'kick_members',
      'ban_members',
      'manage_invites',
      'mention_everyone',
      'view_audit_log',
    ],
  },
  moderator: {
    name: 'Moderator',
    color: '#1971c2',
    position: 600,
    permissions: ['manage_messages', 'kick_members', 'manage_invites', 'view_audit_log'],
  },
  host: { name: 'Host', color: '#2f9e44', position: 400, permissions: ['manage_invites'] },
  auditor: { name: 'Auditor', color: '#0c8599', position: 350, permissions: ['view_audit_log'] },
  camp: { name: 'Camp team', color: '#e8590c', position: 300, permissions: ['mention_everyone'] },
  regular: { name: 'Regular', color: '#9c36b5', position: 200, permissions: ['mention_everyone'] },
  beginner: { name: 'Beginners', color: '#f08c00', position: 100, permissions: [] },
} as const;

export type RoleKey = keyof typeof ROLES;
