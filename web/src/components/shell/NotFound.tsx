import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyPage } from '../shared/EmptyPage.js';

export function NotFound(): ReactNode {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  return (
    <EmptyPage
      icon={<IconMapQuestion size={48} stroke={1.5} />}
      title={t('notFound.title')}
      text={t('notFound.text')}
    >
      <Button onClick={() => void navigate({ to: '/' })}>{t('notFound.home')}</Button>
    </EmptyPage>
  );
}
