import type { ReactNode } from 'react';
import classes from './ui.module.css';

interface Props {
  readonly icon?: ReactNode;
  readonly title?: string;
  readonly children: ReactNode;
  /** How it is told to whoever does not see it. */
  readonly role?: 'status' | 'alert';
}

export function Notice({ icon, title, children, role }: Props): ReactNode {
  return (
    <div className={classes.notice} role={role}>
      {icon}
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
