import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useRoles } from '../../stores/community.js';
import { RoleBadge } from '../shared/RoleBadge.js';
import { firstRoleQuery } from '../../stores/audit.js';

/** A role by its name; one that was deleted by the name that it was made with. */
export function RoleRef({ id }: { readonly id: string }): ReactNode {
  const role = useRoles().get(id);
  const { data: first } = useQuery({ ...firstRoleQuery(id), enabled: role === undefined });
  return <RoleBadge role={role ?? first ?? { name: id, color: null }} />;
}
