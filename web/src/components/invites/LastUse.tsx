import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../shared/RelativeTime.js';

/** When somebody came in by an invite last, if ever. */
export function LastUse({ at }: { readonly at: string | null }): ReactNode {
  const { t } = useTranslation('invites');
  if (at === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('lastUsed')} <RelativeTime at={at} />
    </Text>
  );
}
