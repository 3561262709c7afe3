import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { ExportKeyButton } from '../identity/ExportKey.js';
import { ImportKeyButton } from '../identity/ImportKey.js';
import { useIdentity } from '../../hooks/useIdentity.js';
import { forgetMe } from '../../stores/session.js';
import { useConfirm } from '../shared/useConfirm.js';

/** How the key is kept here, its copy, and the ways to bring in another or to delete it. */
export function KeySection(): ReactNode {
  const { t } = useTranslation('identity');
  const formats = useFormats();
  const { identity, refresh } = useIdentity();
  const confirm = useConfirm();
  if (!identity) return null;
  const { saved_at, seed, locked } = identity;
  const forget = async (): Promise<void> => {
    const text = saved_at === null ? t('forgetNoCopy') : t('forgetText');
    const question = {
      title: t('forgetTitle'),
      text,
      confirm: t('forgetConfirm'),
      dangerous: true,
    };
    if (await confirm(question)) await forgetMe();
  };
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2} size="h4">
          {t('title')}
        </Title>
        <Text>{t('what')}</Text>
        {saved_at === null ? (
          <Alert
            color="yellow"
            variant="outline"
            icon={<IconAlertTriangle aria-hidden />}
            title={t('notSaved')}
          >
            {t('loseWarning')}
          </Alert>
        ) : (
          <Alert color="teal" variant="outline" icon={<IconLock aria-hidden />}>
            {t('saved', { date: formats.date(saved_at) })} {seed === null ? t('locked') : ''}
          </Alert>
        )}
        {locked === null && <Text size="sm">{t('openKey')}</Text>}
        <Group>
          {seed !== null && <ExportKeyButton identity={identity} onSaved={refresh} />}
          <ImportKeyButton replaces />
          <Button color="red" variant="outline" onClick={() => void forget()}>
            {t('forget')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
