import { isRoleId, type RoleId } from '../../platform/ids.js';
import { skipped, type NoteCode } from '../../platform/imported.js';
import type { ImportedRole } from '../../roles/role-import.decide.js';
import { ALL_PERMISSIONS } from '../../roles/permissions.js';
import { ADMIN, EVERYONE, MAX_POSITION } from '../../roles/role.events.js';
import type { Finding } from './findings.js';
import type { RoleRow, SourceRows, Value } from './source-rows.js';
import { countIn, instantIn, mendedName, textIn } from './values.js';

const MAX_NAME = 64;

/** decentcom's roles as ours. Its `everyone` and `admin` are ours; of the latter there is nothing to take. */
export function translateRoles({ roles }: SourceRows): {
  readonly roles: readonly ImportedRole[];
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const translated: ImportedRole[] = [];
  for (const row of roles) {
    const id = textIn(row.id) ?? '';
    if (id === ADMIN) continue;
    if (isRoleId(id)) translated.push(roleOf(id, row));
    else findings.push({ kind: 'role', name: textIn(row.name) ?? '', outcome: skipped('bad_id') });
  }
  return { roles: translated, findings };
}

function roleOf(role_id: RoleId, row: RoleRow): ImportedRole {
  const notes: NoteCode[] = [];
  const noting = (isDifferent: boolean, note: NoteCode): void => {
    if (isDifferent) notes.push(note);
  };
  const isBuiltin = role_id === EVERYONE;
  const { text: name, isMended } = mendedName(row.name, MAX_NAME);
  noting(isMended && !isBuiltin, 'name_mended');
  const color = colorIn(row.color);
  noting(color !== row.color && !isBuiltin, 'color_dropped');
  const position = positionIn(row.position);
  noting(position !== row.position && !isBuiltin, 'position_moved');
  const permissions = permissionsIn(row.permissions);
  noting(permissions !== row.permissions, 'permissions_dropped');
  const created_at = instantIn(row.created_at) ?? null;
  noting(created_at === null, 'time_unknown');
  return { role_id, name: name ?? role_id, color, position, permissions, created_at, notes };
}

function colorIn(value: Value): string | null {
  return typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value) ? value : null;
}

function positionIn(value: Value): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 1;
  return Math.min(Math.max(value, 1), MAX_POSITION);
}

/** What is no set of bits gives nothing: least of all a negative number, which has them all. */
function permissionsIn(value: Value): number {
  const bits = countIn(value);
  // Bits above the 32nd are cut off by the operator itself.
  return bits === undefined ? 0 : bits & ALL_PERMISSIONS;
}
