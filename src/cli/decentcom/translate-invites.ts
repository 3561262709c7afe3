import {
  isInviteCode,
  isRoleId,
  type InviteCode,
  type RoleId,
  type UserId,
} from '../../platform/ids.js';
import { skipped, type NoteCode, type SkipCode } from '../../platform/imported.js';
import type { ImportedInvite } from '../../invites/invite-import.decide.js';
import { EVERYONE } from '../../roles/role.events.js';
import type { Finding } from './findings.js';
import type { InviteRow, SourceRows, Value } from './source-rows.js';
import { countIn, instantIn, mended, textIn } from './values.js';

/** As the API takes it. */
const MAX_USES = 100_000;
/** What a column of 32 bits holds, on PostgreSQL. */
const MAX_COUNT = 2 ** 31 - 1;

/** decentcom's invites as ours. */
export function translateInvites(
  { invites }: SourceRows,
  userIds: ReadonlyMap<unknown, UserId>,
): { readonly invites: readonly ImportedInvite[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const translated: ImportedInvite[] = [];
  const codes = new Set<string>();
  for (const row of invites) {
    const invite = inviteOf(row, userIds, codes);
    if (typeof invite === 'object') translated.push(invite);
    else {
      const { text } = mended(row.code, 64);
      findings.push({ kind: 'invite', name: text ?? '', outcome: skipped(invite) });
    }
  }
  return { invites: translated, findings };
}

function inviteOf(
  row: InviteRow,
  userIds: ReadonlyMap<unknown, UserId>,
  codes: Set<string>,
): ImportedInvite | SkipCode {
  const code = codeIn(row.code);
  if (code === undefined) return 'bad_code';
  const created_by = userIds.get(row.created_by);
  if (created_by === undefined) return 'creator_unknown';
  const [max_uses, use_count] = [countIn(row.max_uses), countIn(row.use_count)];
  if (max_uses === undefined || use_count === undefined || use_count > MAX_COUNT) {
    return 'bad_number';
  }
  const expires_at = row.expires_at === null ? null : instantIn(row.expires_at);
  // Better none than one that works longer than it should.
  if (expires_at === undefined) return 'bad_time';
  const grant_role_id = grantIn(row.grant_role_id);
  if (grant_role_id === undefined) return 'no_such_role';
  if (codes.has(code.toLowerCase())) return 'code_taken';
  codes.add(code.toLowerCase());
  const created_at = instantIn(row.created_at) ?? null;
  const notes: NoteCode[] = [
    ...(max_uses > MAX_USES ? (['max_uses_capped'] as const) : []),
    ...(created_at === null ? (['time_unknown'] as const) : []),
  ];
  const limit = Math.min(max_uses, MAX_USES);
  return {
    code,
    created_by,
    created_at,
    grant_role_id,
    max_uses: limit,
    use_count,
    expires_at,
    notes,
  };
}

function codeIn(value: Value): InviteCode | undefined {
  const text = textIn(value) ?? '';
  return isInviteCode(text) ? text : undefined;
}

/** `everyone` comes with joining; `undefined` for what is no role. */
function grantIn(value: Value): RoleId | null | undefined {
  if (value === null || value === EVERYONE) return null;
  const text = textIn(value) ?? '';
  return isRoleId(text) ? text : undefined;
}
