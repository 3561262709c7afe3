import { memo, type ReactNode } from 'react';
import classes from './PagedTable.module.css';
import type { Column } from './PagedTable.js';

interface Props<Item> {
  readonly item: Item;
  readonly columns: readonly Column<Item>[];
  readonly index: number;
  /** Below the top of the body, in pixels. */
  readonly offset: number;
  /** What stands in it below its cells. */
  readonly unfolded: ReactNode;
  readonly measure: (element: HTMLElement | null) => void;
}

function PlainRow<Item>({
  item,
  columns,
  index,
  offset,
  unfolded,
  measure,
}: Props<Item>): ReactNode {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      ref={measure}
      className={classes.row}
      style={{ transform: `translateY(${offset}px)` }}
    >
      {columns.map(({ id, header, cell }, column) => (
        <div
          key={id}
          role={column === 0 ? 'rowheader' : 'cell'}
          className={classes.cell}
          data-header={header}
        >
          {cell(item)}
        </div>
      ))}
      {unfolded != null && (
        <div role="cell" className={classes.below}>
          {unfolded}
        </div>
      )}
    </div>
  );
}

/** Made once for as long as it is shown: each frame of scrolling moves the window over all of them. */
export const PagedRow = memo(PlainRow) as typeof PlainRow;
