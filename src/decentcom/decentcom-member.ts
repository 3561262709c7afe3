import type { RoleId } from '../platform/ids.js';
import type { StateLoader } from '../event-store/stream.js';
import { roleById } from '../roles/facts/authority-of.js';
import type { MemberView } from '../members/facts/member.js';

interface RoleOfMember {
  readonly id: RoleId;
  readonly name: string;
  readonly color: string | null;
  readonly position: number;
}

/** A member as decentcom's clients read one in lists and after a direct join. */
export interface DecentcomMember extends Omit<MemberView, 'roles'> {
  /** The highest first: the client takes the first for the rank. */
  readonly roles: readonly RoleOfMember[];
  readonly avatar_hash: null;
  readonly is_bot: false;
}

export async function decentcomMember(
  loader: StateLoader,
  member: MemberView,
): Promise<DecentcomMember> {
  const loaded = await Promise.all(member.roles.map((id) => roleById(loader, id)));
  const roles = loaded
    .flatMap((role) => role ?? [])
    .map(({ id, name, color, position }) => ({ id, name, color, position }))
    .sort((one, other) => other.position - one.position);
  return { ...member, roles, avatar_hash: null, is_bot: false };
}
