import { Progress, Stack, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** How often it was used, of how many times; the bar shows the same to the eye. */
export function Uses({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const { use_count, max_uses } = invite;
  if (max_uses === 0) {
    return (
      <Text span size="sm">
        {t('usesUnlimited', { count: use_count })}
      </Text>
    );
  }
  const share = Math.min(100, (use_count / max_uses) * 100);
  return (
    <Stack gap={4} maw={200}>
      <Text size="sm">{t('usesOf', { count: use_count, max: max_uses })}</Text>
      <Progress value={share} size="sm" aria-hidden />
    </Stack>
  );
}
