import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../gateway.js';
import { useFormats } from '../../i18n/formats.js';
import { useSession } from '../../stores/session.js';
import classes from './Bars.module.css';

/** Says as of when everything is that is shown, while nothing new arrives. */
export function CutNotice(): ReactNode {
  const { t } = useTranslation('shell');
  const formats = useFormats();
  const { status, cutSince } = useConnection();
  const isKeyLost = useSession((session) => session.status === 'key_lost');
  // That says the same, and that it does not come back by itself.
  if (isKeyLost) return null;
  if (cutSince === undefined || status === 'refused' || status === 'closed') return null;
  return (
    <Alert
      color="red"
      variant="outline"
      className={classes.bar}
      icon={<IconPlugConnectedX aria-hidden />}
    >
      {t('connection.asOf', { time: formats.dateTime(cutSince) })}
    </Alert>
  );
}
