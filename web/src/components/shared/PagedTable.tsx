import { useMediaQuery } from '@mantine/hooks';
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import type { Pages } from '../../stores/pages.js';
import { useOpenedByRow } from '../../hooks/useOpenedByRow.js';
import { usePageTop } from '../../hooks/usePageTop.js';
import { PagedEnd } from './PagedEnd.js';
import { PagedRow } from './PagedRow.js';
import { Loading } from './Loading.js';
import classes from './PagedTable.module.css';
import { ProblemAlert } from './ProblemAlert.js';

export interface Column<Item> {
  readonly id: string;
  readonly header: string;
  /** A track of CSS grid, e.g. `2fr` or `8rem`. */
  readonly width: string;
  readonly cell: (item: Item) => ReactNode;
}

interface Props<Item> {
  /** What the table holds, for who cannot see it. */
  readonly label: string;
  readonly pages: Pages<Item>;
  /** The first one names what the row is about. */
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string;
  /** Whether a click on a row opens what the link in its first cell leads to. */
  readonly opensByRow?: boolean;
  /** What is unfolded below a row; `null` where nothing is. */
  readonly below?: (item: Item) => ReactNode;
  /** What stands there when there is nothing. */
  readonly empty: ReactNode;
  /** What stands below instead of `That is all`. */
  readonly end?: ReactNode;
}

/** Where rows become cards; the same stands in the style sheet. */
const NARROW = '(max-width: 47.99em)';
/** How high a row, and a line of a card, is before it was measured, in pixels. */
const ROW_PX = 56;
const LINE_PX = 32;
/** So many rows before the end the next page is fetched. */
const AHEAD = 15;

/**
 * A table of any length: only the rows near the window are in the document, and pages are fetched as one
 * scrolls. On a phone each row is a card.
 */
export function PagedTable<Item>(props: Props<Item>): ReactNode {
  const { pages, empty } = props;
  const { items, status, error, hasMore, loadMore, retry } = pages;
  const isEmpty = items.length === 0;
  // What was fetched may have changed meanwhile, so that none of it belongs here any more.
  const isOnlyAhead = isEmpty && hasMore && status === 'success';
  useEffect(() => {
    if (isOnlyAhead) loadMore();
  }, [isOnlyAhead, loadMore]);
  if (status === 'pending' || isOnlyAhead) return <Loading />;
  if (status === 'error' && isEmpty) return <ProblemAlert error={error} onRetry={retry} />;
  if (isEmpty) return empty;
  return <Rows {...props} />;
}

function Rows<Item>(props: Props<Item>): ReactNode {
  const { label, pages, columns, keyOf, opensByRow = false, below, end } = props;
  const { items, status, hasMore, loadMore } = pages;
  const body = useRef<HTMLDivElement>(null);
  const top = usePageTop(body);
  useOpenedByRow(body, opensByRow);
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (isNarrow ? columns.length * LINE_PX : ROW_PX),
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => keyAt(items, index, keyOf),
    rangeExtractor: withFocused,
  });
  const rows = virtualizer.getVirtualItems();
  const lastShown = virtualizer.range?.endIndex ?? 0;
  const isNearEnd = lastShown >= items.length - AHEAD;
  useEffect(() => {
    // After an error it is for the reader to say when to try again.
    if (status === 'success' && hasMore && isNearEnd) loadMore();
  }, [status, hasMore, isNearEnd, loadMore]);
  const tracks = { '--tracks': columns.map(({ width }) => width).join(' ') } as CSSProperties;
  return (
    <>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : items.length + 1}
        className={classes.table}
        style={tracks}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {columns.map(({ id, header }) => (
              <div key={id} role="columnheader" className={classes.header}>
                {header}
              </div>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          ref={body}
          className={classes.body}
          data-opens={opensByRow || undefined}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {rows.map((row) => {
            const item = items[row.index];
            if (item === undefined) return null;
            return (
              <PagedRow
                key={row.key}
                item={item}
                columns={columns}
                index={row.index}
                offset={row.start - top}
                unfolded={below?.(item)}
                measure={virtualizer.measureElement}
              />
            );
          })}
        </div>
      </div>
      <PagedEnd pages={pages}>{end}</PagedEnd>
    </>
  );
}

/** The rows near the window, and the one that somebody is in: scrolling must not take the focus from them. */
function withFocused(range: Range): number[] {
  const shown = defaultRangeExtractor(range);
  const row = document.activeElement?.closest('[data-index]')?.getAttribute('data-index');
  const focused = Number(row ?? NaN);
  if (!(focused < range.count) || shown.includes(focused)) return shown;
  return [...shown, focused].sort((a, b) => a - b);
}

function keyAt<Item>(
  items: readonly Item[],
  index: number,
  keyOf: (item: Item) => string,
): string | number {
  const item = items[index];
  return item === undefined ? index : keyOf(item);
}
