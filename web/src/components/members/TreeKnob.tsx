import type { ReactNode } from 'react';
import { PLACE } from './tree-layout.js';
import classes from './TreePicture.module.css';

interface Props {
  readonly isOpen: boolean;
  readonly isLoading: boolean;
}

/** Opens and closes a branch by pointer; by key, its place does. */
export function TreeKnob({ isOpen, isLoading }: Props): ReactNode {
  return (
    <g data-knob transform={`translate(${PLACE.width} ${PLACE.height / 2})`} aria-hidden>
      <circle className={classes.knobHit} r={18} />
      <circle className={classes.knob} r={9} {...(isLoading && { strokeDasharray: '3 3' })} />
      <path className={classes.knobSign} d={isOpen ? 'M-4 0H4' : 'M-4 0H4M0 -4V4'} />
    </g>
  );
}
