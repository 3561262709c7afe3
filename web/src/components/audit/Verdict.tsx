import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  readonly isGood: boolean;
  readonly title: string;
  readonly children: ReactNode;
}

/** What a check came to. */
export function Verdict({ isGood, title, children }: Props): ReactNode {
  return (
    <Alert
      color={isGood ? 'teal' : 'red'}
      variant="outline"
      role={isGood ? 'status' : 'alert'}
      icon={isGood ? <IconShieldCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title}
    >
      {children}
    </Alert>
  );
}
