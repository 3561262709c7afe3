import { List, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Command, EXPORT_FILE } from './ExportLog.js';
import { HEAD_FILE } from './SignedHead.js';

/** How to check the log without trusting the server. */
export function CheckYourself({ publicKey }: { readonly publicKey: string }): ReactNode {
  const { t } = useTranslation('audit');
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.yourself.title')}
        </Title>
        <Text>{t('proof.yourself.text')}</Text>
        <List type="ordered" spacing="xs">
          <List.Item>{t('proof.yourself.save', { head: HEAD_FILE, log: EXPORT_FILE })}</List.Item>
          <List.Item>{t('proof.yourself.script')}</List.Item>
          <List.Item>{t('proof.yourself.run')}</List.Item>
        </List>
        <Command
          text={`node gatehouse-verify.mjs export ${EXPORT_FILE} --head ${HEAD_FILE} --key ${publicKey}`}
        />
      </Stack>
    </Paper>
  );
}
