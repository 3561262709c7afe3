import { Paper, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { AppearanceChoice } from '../ui/appearance-choice.js';
import { ClockNotice } from '../ui/clock-notice.js';
import { ReadOnlyNotice } from '../ui/read-only-notice.js';
import classes from './front-door.module.css';

interface Props {
  readonly children: ReactNode;
  /** What stands under the card. */
  readonly below?: ReactNode;
}

/** What those see who are not in. */
export function FrontDoor({ children, below }: Props): ReactNode {
  return (
    <div className={classes.page}>
      <main className={classes.main}>
        <ReadOnlyNotice />
        <ClockNotice />
        <Paper className={classes.card} radius="lg">
          <Stack gap="lg">{children}</Stack>
        </Paper>
        {below}
      </main>
      <footer className={classes.footer}>
        <AppearanceChoice />
      </footer>
    </div>
  );
}
