import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';
import { usePage } from './page.js';
import { useIsAwake } from '../../hooks/useIsAwake.js';

/** When an invite ends, in words. Only the browser knows in which time zone its reader lives. */
export function Ending({ at }: { readonly at: string }): ReactNode {
  const { t } = useTranslation('join');
  const formats = useFormats();
  const isAwake = useIsAwake();
  const { boot } = usePage();
  const now = useNow(1000);
  // The clocks differ a little: what has not ended is not said to have.
  const left = Math.max(0, Date.parse(at) - (isAwake ? now : boot.at));
  const relative = formats.relative(left, 0);
  return (
    <time dateTime={at} title={isAwake ? formats.exactTime(at) : undefined}>
      {t('ends', { relative })}
    </time>
  );
}
