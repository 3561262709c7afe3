import { Tooltip, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNow } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';

const EVERY_MS = 15_000;

/** A moment as `in 3 days`; its date shows to whoever points at it, touches it or comes to it by keyboard. */
export function TimeButton({ at }: { readonly at: string }): ReactNode {
  const formats = useFormats();
  const now = useNow(EVERY_MS);
  return (
    <Tooltip
      label={formats.dateTime(at)}
      events={{ hover: true, focus: true, touch: true }}
      withArrow
    >
      <UnstyledButton fz="inherit">
        <time dateTime={at}>{formats.relative(Date.parse(at), now)}</time>
      </UnstyledButton>
    </Tooltip>
  );
}
