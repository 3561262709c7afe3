import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveReceipt } from '../shared/SaveReceipt.js';

/** What one can keep to prove that one was let in, whatever becomes of the server. */
export function ReceiptSection(): ReactNode {
  const { t } = useTranslation('account');
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('receipt.title')}
        </Title>
        <Text>{t('receipt.text')}</Text>
        <Group>
          <SaveReceipt of="joining" name="gatehouse-receipt.txt" />
        </Group>
      </Stack>
    </Paper>
  );
}
