import { memo, type ReactNode } from 'react';
import { PLACE, type Place } from './tree-layout.js';
import { TreeKnob } from './TreeKnob.js';
import { STATUS_ICON, statusOf } from './tree-status.js';
import classes from './TreePicture.module.css';

interface Props {
  readonly place: Place;
  readonly name: string;
  /** Beneath the name. */
  readonly note: string;
  /** All that is to be said of it. */
  readonly label: string;
  readonly isSelected: boolean;
  readonly isLoading: boolean;
  /** Too small for words. */
  readonly isTiny: boolean;
}

const { width, height } = PLACE;
/** From the left side to the words, beside a sign or not, and from them to the right one, where the knob is. */
const [BESIDE, ALONE, END] = [36, 14, 16];

/** Somebody's place in the drawing, or the place of those who are too many to be shown. */
export const TreePlace = memo(function TreePlace(props: Props): ReactNode {
  const { place, name, note, label, isSelected, isLoading, isTiny } = props;
  const { node, depth, index, siblings, x, y } = place;
  const { id, stay, rest, isOpen } = node;
  const status = rest > 0 ? 'rest' : statusOf(stay);
  const Sign = status === 'rest' ? undefined : STATUS_ICON[status];
  const words = Sign ? BESIDE : ALONE;
  const isParent = rest === 0 && stay.invited > 0;
  return (
    <g
      role="treeitem"
      aria-label={label}
      aria-level={depth + 1}
      aria-posinset={index + 1}
      aria-setsize={siblings}
      aria-selected={isSelected}
      aria-busy={isLoading || undefined}
      {...(isParent && { 'aria-expanded': isOpen })}
      tabIndex={isSelected ? 0 : -1}
      data-id={id}
      data-status={status}
      className={classes.place}
      transform={`translate(${x} ${y - height / 2})`}
    >
      <rect className={classes.ring} x={-4} y={-4} width={width + 8} height={height + 8} rx={11} />
      <rect className={classes.card} width={width} height={height} rx={8} />
      {!isTiny && (
        <>
          {Sign && (
            <Sign x={10} y={height / 2 - 9} size={18} className={classes.sign} aria-hidden />
          )}
          <foreignObject
            x={words}
            y={0}
            width={width - words - END}
            height={height}
            className={classes.words}
          >
            <div className={classes.lines}>
              <div className={classes.name}>{name}</div>
              {/* Between what is read as two words. */}{' '}
              {note !== '' && <div className={classes.note}>{note}</div>}
            </div>
          </foreignObject>
        </>
      )}
      {isParent && <TreeKnob isOpen={isOpen} isLoading={isLoading} />}
    </g>
  );
});
