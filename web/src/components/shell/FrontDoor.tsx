import { Paper, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { AppearanceChoice } from '../shared/AppearanceChoice.js';
import { ClockNotice } from '../shared/ClockNotice.js';
import { ReadOnlyNotice } from '../shared/ReadOnlyNotice.js';
import classes from './FrontDoor.module.css';

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
