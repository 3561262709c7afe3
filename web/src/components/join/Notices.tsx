import { IconClockExclamation, IconEye } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';
import { usePage } from './page.js';
import { Notice } from './ui/Notice.js';

/** Says so when this device's clock is off. */
export function ClockNotice(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const offset = useClock((clock) => clock.offset);
  if (offset === 0) return null;
  return (
    <Notice role="status" icon={<IconClockExclamation aria-hidden />}>
      {t('clockOff', { difference: formats.duration(Math.abs(offset)) })}
    </Notice>
  );
}

/** Says so where nothing can be changed, before somebody tries. */
export function ReadOnlyNotice(): ReactNode {
  const { t } = useTranslation();
  if (usePage().boot.readOnly !== true) return null;
  return (
    <Notice role="status" icon={<IconEye aria-hidden />}>
      {t('readOnly')}
    </Notice>
  );
}
