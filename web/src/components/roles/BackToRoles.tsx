import { Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../shared/PageLink.js';

export function BackToRoles(): ReactNode {
  const { t } = useTranslation('roles');
  return (
    <PageLink to="/roles" size="sm">
      <Group gap={4}>
        <IconArrowLeft size={16} aria-hidden /> {t('all')}
      </Group>
    </PageLink>
  );
}
