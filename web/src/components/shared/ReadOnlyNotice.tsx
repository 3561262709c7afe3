import { Alert } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '../../boot/boot.js';

/** Says so where nothing can be changed, before somebody tries. */
export function ReadOnlyNotice(): ReactNode {
  const { t } = useTranslation();
  if (boot.readOnly !== true) return null;
  return (
    <Alert color="blue" variant="outline" icon={<IconEye aria-hidden />} role="status" mb="md">
      {t('readOnly')}
    </Alert>
  );
}
