import { Center, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** While something comes. */
export function Loading(): ReactNode {
  const { t } = useTranslation();
  return (
    <Center py="xl" role="status">
      <Loader aria-hidden />
      <span className="visually-hidden">{t('loading')}</span>
    </Center>
  );
}
