import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';
import classes from './ui.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'className'> {
  readonly ref?: Ref<HTMLInputElement>;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly onText?: (text: string) => void;
  readonly onFile?: (file: File | undefined) => void;
}

export function TextField({ label, hint, error, onText, onFile, ...input }: Props): ReactNode {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className={classes.hint}>
          {hint}
        </p>
      )}
      <input
        id={id}
        className={classes.input}
        {...input}
        aria-describedby={described || undefined}
        aria-invalid={error !== undefined || undefined}
        onChange={({ currentTarget: { value, files } }) => {
          onText?.(value);
          onFile?.(files?.[0]);
        }}
      />
      {error && (
        <p id={`${id}-error`} className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
