import { ColorSwatch, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../../stores/community.js';

/** The role that an invite grants, or that it grants none. */
export function GrantedRole({ id }: { readonly id: string | null }): ReactNode {
  const { t } = useTranslation('invites');
  const role = useRoles().get(id ?? '');
  if (id === null) {
    return (
      <Text span size="sm" c="dimmed">
        {t('noRole')}
      </Text>
    );
  }
  return (
    <Group gap={6} wrap="nowrap" display="inline-flex" miw={0} maw="100%">
      {role?.color != null && <ColorSwatch color={role.color} size={12} aria-hidden />}
      <Text component="bdi" size="sm" truncate>
        {role?.name ?? t('roleGone')}
      </Text>
    </Group>
  );
}
