import type { ReactNode } from 'react';
import { useNow } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';

const EVERY_MS = 15_000;

/** A moment as `3 days ago`, with its date for whoever points at it. */
export function RelativeTime({ at }: { readonly at: string }): ReactNode {
  const formats = useFormats();
  const now = useNow(EVERY_MS);
  return (
    <time dateTime={at} title={formats.dateTime(at)}>
      {formats.relative(Date.parse(at), now)}
    </time>
  );
}
