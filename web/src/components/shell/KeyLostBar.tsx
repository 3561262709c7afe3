import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconKeyOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../gateway.js';
import { useFormats } from '../../i18n/formats.js';
import { goWithoutKey, useSession } from '../../stores/session.js';
import { ImportKeyButton } from '../identity/ImportKey.js';
import { mayDropAll } from '../shared/useLeaveWarning.js';
import classes from './Bars.module.css';

/** Says that nothing can be saved until the key is back, and lets it be brought back with all that was typed. */
export function KeyLostBar(): ReactNode {
  const { t } = useTranslation('shell');
  const formats = useFormats();
  const isKeyLost = useSession(({ status }) => status === 'key_lost');
  const { cutSince } = useConnection();
  if (!isKeyLost) return null;
  const leave = async (): Promise<void> => {
    if (await mayDropAll()) goWithoutKey();
  };
  return (
    <Alert
      color="red"
      variant="outline"
      className={classes.bar}
      icon={<IconKeyOff aria-hidden />}
      title={t('keyLost.title')}
    >
      <Stack gap="xs">
        <Text size="sm">
          {t('keyLost.text')}{' '}
          {cutSince !== undefined && t('keyLost.asOf', { time: formats.dateTime(cutSince) })}
        </Text>
        <Group gap="xs">
          <ImportKeyButton replaces={false} />
          <Button variant="subtle" onClick={() => void leave()}>
            {t('keyLost.leave')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
