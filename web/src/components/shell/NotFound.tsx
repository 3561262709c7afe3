import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/EmptyState.js';

export function NotFound(): ReactNode {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<IconMapQuestion size={48} stroke={1.5} />}
      title={t('notFound.title')}
      text={t('notFound.text')}
    >
      <Button onClick={() => void navigate({ to: '/' })}>{t('notFound.home')}</Button>
    </EmptyState>
  );
}
