import type { NoteCode, RowOutcome, SkipCode } from '../../platform/imported.js';

/** What is imported, in the order of the report. */
export const KINDS = ['role', 'member', 'ban', 'allowlist', 'invite'] as const;
export type Kind = (typeof KINDS)[number];

/** One row of the source: a role by its name, a person by their public key, an invite by its code. */
export interface Finding {
  readonly kind: Kind;
  readonly name: string;
  readonly outcome: RowOutcome;
}

/** What became of the rows of one kind. */
export interface Tally {
  readonly found: number;
  readonly taken: number;
  readonly there: number;
  readonly skipped: number;
}

export function tally(findings: readonly Finding[], kind: Kind): Tally {
  const outcomes = findings.filter((finding) => finding.kind === kind).map((one) => one.outcome);
  const count = (wanted: RowOutcome['outcome']): number =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  return {
    found: outcomes.length,
    taken: count('taken'),
    there: count('there'),
    skipped: count('skipped'),
  };
}

/** Why a row was not taken, for people. */
export const SKIPPED: Readonly<Record<SkipCode, string>> = {
  bad_key: 'no Ed25519 public key in base58',
  bad_code: 'no code of 8 to 32 letters and digits',
  bad_number: 'its uses are no whole numbers from 0',
  bad_time: 'its expiry is no time',
  bad_id: 'no id of 1 to 32 letters and digits',
  no_such_user: 'names a user that is not in the source',
  no_such_role: 'grants a role that is not here',
  creator_unknown: 'nobody knows who made it, or by which key',
  code_taken: 'the code was issued already, upper and lower case counting as the same',
  banned: 'is banned in the source, too: only the ban is taken',
  banned_here: 'is banned here',
  erased_here: 'was erased here, and is not brought back',
  is_owner: 'is the owner here, whom nobody can ban',
  too_many_roles: 'there are as many roles as there can be',
};

/** What is different from the row, or should be known of it, for people. */
export const NOTED: Readonly<Record<NoteCode, string>> = {
  name_mended: 'the name was cut, or rid of characters that cannot be shown',
  name_taken: 'another role is called so, or looks like it: a number was put behind the name',
  reason_mended: 'the reason was cut, or rid of characters that cannot be shown',
  color_dropped: 'the colour is not #rrggbb: none was taken',
  position_moved: 'the position was moved into 1 to 999',
  permissions_dropped: 'permissions that are not known here were left out',
  role_dropped: 'a role that is not here was left out',
  max_uses_capped: 'the limit of uses was lowered to 100,000',
  time_unknown: 'the time cannot be read: that of the import was taken',
  is_bot: 'a bot there, a member like all others here',
  expired: 'has expired',
  used_up: 'is used up',
  inviter_gone: 'lets nobody in: its creator may not invite here, or not grant its role',
  creator_banned: 'was revoked: its creator is banned',
};
