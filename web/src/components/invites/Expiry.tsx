import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeButton } from '../shared/TimeButton.js';

/** When an invite ends, or ended. */
export function ExpiryTime({ at }: { readonly at: string | null }): ReactNode {
  const { t } = useTranslation('common');
  if (at !== null) return <TimeButton at={at} />;
  return (
    <Text span size="sm" c="dimmed">
      {t('never')}
    </Text>
  );
}
