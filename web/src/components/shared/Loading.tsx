import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** While something comes. */
export function Loading(): ReactNode {
  const { t } = useTranslation();
  return (
    <Stack py="md" role="status">
      <Skeleton height={28} width="40%" />
      <Skeleton height={16} />
      <Skeleton height={16} />
      <Skeleton height={16} width="70%" />
      <span className="visually-hidden">{t('loading')}</span>
    </Stack>
  );
}
