import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeButton } from '../shared/TimeButton.js';

/** When an invite ends, or ended. */
export function ExpiryTime({ at }: { readonly at: string | null }): ReactNode {
  const { t } = useTranslation('common');
  return (
    <Text span size="sm" {...(at === null && { c: 'dimmed' })}>
      {at === null ? t('never') : <TimeButton at={at} />}
    </Text>
  );
}
