import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { announce } from '../shared/Announcer.js';

interface Props {
  readonly isGood: boolean;
  readonly title: string;
  readonly children: ReactNode;
}

/** What a check came to. */
export function Verdict({ isGood, title, children }: Props): ReactNode {
  // A status that comes together with its words is not spoken by every reader; an alert is.
  useEffect(() => {
    if (isGood) announce(title);
  }, [isGood, title]);
  return (
    <Alert
      color={isGood ? 'teal' : 'red'}
      variant="outline"
      role={isGood ? 'group' : 'alert'}
      icon={isGood ? <IconShieldCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title}
    >
      {children}
    </Alert>
  );
}
