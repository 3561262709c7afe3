import type { ReactNode } from 'react';
import { useIsAwake } from '../../../hooks/useIsAwake.js';
import classes from './ui.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
  /** What is shown, by the value. */
  readonly options: Readonly<Record<string, string>>;
  readonly onChoice: (value: string) => void;
}

export function Choice({ label, value, options, onChoice }: Props): ReactNode {
  const isAwake = useIsAwake();
  return (
    <select
      className={classes.choice}
      aria-label={label}
      value={value}
      disabled={!isAwake}
      onChange={(event) => onChoice(event.currentTarget.value)}
    >
      {Object.entries(options).map(([each, shown]) => (
        <option key={each} value={each}>
          {shown}
        </option>
      ))}
    </select>
  );
}
