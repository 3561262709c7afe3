import { useResizeObserver } from '@mantine/hooks';
import { useLayoutEffect, type ReactNode } from 'react';
import { CutNotice } from './CutNotice.js';
import { KeyLostBar } from './KeyLostBar.js';
import { ViewingBar } from './ViewingBar.js';
import classes from './Bars.module.css';

/** What is said above every page, and stays there; what sticks below it is told how high it is. */
export function Bars(): ReactNode {
  const [ref, { height }] = useResizeObserver<HTMLDivElement>();
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    style.setProperty('--bars-height', height === 0 ? '0px' : `calc(${height}px + 0.5rem)`);
  }, [height]);
  return (
    <div className={classes.bars} ref={ref}>
      <ViewingBar />
      <CutNotice />
      <KeyLostBar />
    </div>
  );
}
