import { PERMISSION_BITS, type Permission } from './permissions.js';

const MEANINGS: Readonly<Record<Permission, string>> = {
  send_messages: 'Write in the chat.',
  read_messages: 'Read the chat.',
  manage_messages: "Delete and pin others' messages.",
  manage_channels: 'Create, change and delete channels.',
  manage_roles: 'Create, change, delete and give roles below the own highest.',
  kick_members: 'Take members out who stand below.',
  ban_members: 'Shut people out, see the bans and lift them.',
  manage_invites: 'Create, see, change and revoke invites; see who came in through which.',
  manage_server: 'Change name, icon and membership mode, keep the allowlist, erase people.',
  attach_files: 'Send files in the chat.',
  add_reactions: 'React to messages.',
  mention_everyone: 'Mention all members at once.',
  view_audit_log: 'See the log, and how things stood at any moment.',
  administrator: 'Everything: passes every check.',
};

/** What each bit of a set of permissions stands for, for the API document. */
export const PERMISSIONS_DOC = [
  'A set of bits:',
  ...Object.entries(MEANINGS).map(
    ([name, meaning]) => `- bit ${PERMISSION_BITS[name as Permission]}, \`${name}\`: ${meaning}`,
  ),
].join('\n');
