import { IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JoinProblem } from '../../stores/join-problem.js';
import classes from './RefusalIcon.module.css';

/**
 * A sign for each case: of its style sheet, so that only the one that is shown is fetched. Where nothing can be
 * fetched it is there already.
 */
export function RefusalIcon({ problem }: { readonly problem: JoinProblem }): ReactNode {
  if (problem === 'unreachable') return <IconWifiOff size={56} stroke={1.5} aria-hidden />;
  return <span className={classes.sign} data-problem={problem} />;
}
