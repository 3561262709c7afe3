import type { ReactNode } from 'react';
import { useNow } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';

const EVERY_MS = 15_000;

interface Props {
  readonly at: string;
}

/** A moment as `3 days ago`, with its date for whoever points at it. */
export function RelativeTime({ at }: Props): ReactNode {
  // Another moment is told from now, not from when the one before was: it would be yet to come.
  return <Moment key={at} at={at} />;
}

function Moment({ at }: Props): ReactNode {
  const formats = useFormats();
  const now = useNow(EVERY_MS);
  return (
    <time dateTime={at} title={formats.dateTime(at)}>
      {formats.relative(Date.parse(at), now)}
    </time>
  );
}
