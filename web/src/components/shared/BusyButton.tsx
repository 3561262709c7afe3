import { Button, Loader, type ButtonProps } from '@mantine/core';
import type { MouseEventHandler, ReactNode } from 'react';

interface Props extends Omit<ButtonProps, 'loading'> {
  /** What it does is being done. */
  readonly isBusy: boolean;
  readonly tabIndex?: number;
  readonly type?: 'button' | 'submit';
  readonly onClick?: MouseEventHandler<HTMLButtonElement>;
  readonly children: ReactNode;
}

/**
 * A button whose work takes a while, or that has nothing to do. It keeps the focus meanwhile: one with the attribute
 * `disabled` lets it fall, and whoever uses a keyboard is back at the top of the page.
 */
export function BusyButton({
  isBusy,
  disabled = false,
  leftSection,
  onClick,
  ...button
}: Props): ReactNode {
  const isOff = isBusy || disabled;
  return (
    <Button
      {...button}
      leftSection={isBusy ? <Loader size={18} color="currentColor" aria-hidden /> : leftSection}
      aria-disabled={isOff}
      aria-busy={isBusy}
      data-disabled={isOff}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
