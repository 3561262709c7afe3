import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../hooks/useDraft.js';
import type { RoleFields } from '../../stores/role-fields.js';
import { RoleDot } from '../shared/RoleBadge.js';
import { StaleNotice } from '../shared/StaleNotice.js';
import { PermissionChanges } from './PermissionChanges.js';

interface Props {
  readonly draft: Draft<RoleFields>;
  readonly latest: RoleFields;
  readonly isRefused: boolean;
  readonly onChoice: () => void;
}

/** What others changed of a role while it was edited. */
export function StaleRole({ draft, ...notice }: Props): ReactNode {
  const { t } = useTranslation('roles');
  const value = (field: keyof RoleFields, { name, color, permissions }: RoleFields): ReactNode => {
    switch (field) {
      case 'name':
        return name;
      case 'color':
        if (color === '') return '';
        return (
          <Group gap={6} component="span" display="inline-flex">
            <RoleDot color={color} /> {color}
          </Group>
        );
      case 'permissions':
        return <PermissionChanges before={draft.base.permissions} after={permissions} />;
    }
  };
  return (
    <StaleNotice
      {...notice}
      draft={draft}
      label={(field) => t(field)}
      value={value}
      hint={(field) => (field === 'permissions' ? t('keepPermissions') : undefined)}
    />
  );
}
