import { Button, Group } from '@mantine/core';
import { IconHistory, IconFilterOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/EmptyState.js';

/** There are none, or none that meet the filter. */
export function NoEvents({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  const { t } = useTranslation('audit');
  const navigate = useNavigate();
  if (!isFiltered) {
    return <EmptyState icon={<IconHistory size={48} stroke={1.5} />} title={t('nothing.title')} />;
  }
  return (
    <EmptyState
      icon={<IconFilterOff size={48} stroke={1.5} />}
      title={t('nothing.filtered')}
      text={t('nothing.text')}
    >
      <Group>
        <Button variant="default" onClick={() => void navigate({ to: '/audit', search: {} })}>
          {t('filter.reset')}
        </Button>
      </Group>
    </EmptyState>
  );
}
