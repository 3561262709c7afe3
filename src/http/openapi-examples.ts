const PUBKEY = '6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt';
const CODE = 'Ab3xK9Qz';

/** What stands for each parameter of a path, unless a call says so itself. */
export const PARAMETER_EXAMPLES: Readonly<Record<string, string | number>> = {
  code: CODE,
  pubkey: PUBKEY,
  // A role that every community has.
  id: 'everyone',
  role_id: 'admin',
  position: 1,
};

/** A request of each kind that is right as it stands. */
export const BODY_EXAMPLES: Readonly<Record<string, object>> = {
  AllowBody: { pubkey: PUBKEY },
  BranchBody: { action: 'revoke_invites', inviter: PUBKEY, reason: 'Spam', dry_run: true },
  ChallengeBody: { pubkey: PUBKEY },
  ChangeMeBody: { display_name: 'Ada' },
  ChangeServerBody: {
    name: 'Harbour Watch',
    icon: 'https://community.example/icon.png',
    membership_mode: 'invite_only',
    accent_color: '#1971c2',
  },
  CreateInviteBody: { max_uses: 10, expires_in_seconds: 86_400, label: 'For the forum' },
  CreateRoleBody: { name: 'Helper', color: '#3366ff', permissions: 128, position: 5 },
  EditInviteBody: { max_uses: 20, expires_in_seconds: null, paused: false },
  OrderRolesBody: { roles: [] },
  OwnerBody: { pubkey: PUBKEY },
  ReasonBody: { reason: 'Spam' },
  UpdateRoleBody: { color: '#d9480f', permissions: 515 },
  VerifyBody: {
    pubkey: PUBKEY,
    signature:
      '5Kfw3rH8dlGBc0Bm6l3uZKf8gkl3O4eQhQFzZ2YH6b1dQy0bq2nVYyq3o0mJzYxJm2l0Ejw9Jm6bq9wqk2eRDw==',
  },
};

/** What requests must look like, by the name of the field; what does not is refused. */
export const PATTERNS: Readonly<Record<string, string>> = {
  pubkey: '^[1-9A-HJ-NP-Za-km-z]{32,44}$',
  color: '^#[0-9a-fA-F]{6}$',
  accent_color: '^#[0-9a-fA-F]{6}$',
  icon: '^https?://[\\x21-\\x7e]{1,2000}$',
  grant_role_id: '^[0-9A-Za-z]{1,32}$',
  inviter: '^[0-9A-Za-z]{1,64}$',
  invite: '^[0-9A-Za-z]{8,32}$',
};
