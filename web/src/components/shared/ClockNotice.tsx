import { Alert } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';

/** Says so when this device's clock is off. */
export function ClockNotice(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const offset = useClock((clock) => clock.offset);
  if (offset === 0) return null;
  const difference = formats.duration(Math.abs(offset));
  return (
    <Alert
      color="yellow"
      variant="outline"
      icon={<IconClockExclamation aria-hidden />}
      role="status"
    >
      {t('clockOff', { difference })}
    </Alert>
  );
}
