import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useIsAwake } from '../../../hooks/useIsAwake.js';
import classes from './ui.module.css';

interface Props extends Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'onClick' | 'id'> {
  readonly children: ReactNode;
  readonly isPrimary?: boolean;
  readonly isDisabled?: boolean;
  /** What it began is not done yet. */
  readonly isBusy?: boolean;
  /** Called when it is about to be pressed. */
  readonly onIntent?: () => void;
}

/** Until the page's script is there, it can be seen and not yet be pressed: no press is lost. */
export function Button({
  isPrimary,
  isDisabled = false,
  isBusy = false,
  onIntent,
  onClick,
  ...button
}: Props): ReactNode {
  const isAwake = useIsAwake();
  return (
    <button
      type="button"
      {...button}
      onPointerEnter={onIntent}
      onPointerDown={onIntent}
      onFocus={onIntent}
      className={isPrimary ? classes.primary : classes.button}
      onClick={isBusy || isDisabled ? (event) => event.preventDefault() : onClick}
      // Who pressed it stays at it.
      disabled={!isAwake}
      aria-disabled={isBusy || isDisabled || undefined}
      data-waiting={!isAwake || isBusy || undefined}
      aria-busy={isBusy || undefined}
    />
  );
}
