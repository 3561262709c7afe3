import type { Permission } from '@gatehouse/sdk';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { permissionChanges } from '../../stores/role-fields.js';

interface Props {
  /** As bits, both. */
  readonly before: number;
  readonly after: number;
}

/** Which permissions are added, and which taken away. */
export function PermissionChanges({ before, after }: Props): ReactNode {
  const { t } = useTranslation(['roles', 'people']);
  const { added, taken } = permissionChanges(before, after);
  const names = (permissions: readonly Permission[]): string =>
    permissions.map((permission) => t(`people:permission.${permission}.name`)).join(', ');
  return (
    <>
      {added.length > 0 && (
        <Text size="sm">{t('permissionsAdded', { permissions: names(added) })}</Text>
      )}
      {taken.length > 0 && (
        <Text size="sm">{t('permissionsTaken', { permissions: names(taken) })}</Text>
      )}
    </>
  );
}
