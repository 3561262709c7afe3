import { Group, Stack, Text } from '@mantine/core';
import { scaleBand, scaleLinear } from 'd3-scale';
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import classes from './BarChart.module.css';
import { BarTable } from './BarTable.js';

const WIDTH = 600;
const HEIGHT = 120;

/** A span of time, and how many fall into it. */
export interface Bar {
  readonly key: string | number;
  readonly count: number;
  /** When it begins: what its row in the table is called. */
  readonly from: string;
  /** All that is to be said of it. */
  readonly text: string;
}

interface Props {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** What stands beneath both ends: when the first begins, and the last ends. */
  readonly ends: readonly [string, string];
  /** What is called by their spans, and what is counted. */
  readonly headers: readonly [string, string];
}

/**
 * A bar for each span of time. It is one stop on the way through the page: arrow keys go from bar to bar, and each is
 * said; the same stands in a table.
 */
export function BarChart({ label, bars, ends, headers }: Props): ReactNode {
  const [chosen, setChosen] = useState<number>();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const x = scaleBand<number>()
    .domain(bars.map((_, index) => index))
    .range([0, WIDTH])
    .paddingInner(0.25);
  const y = scaleLinear().domain([0, most]).range([0, HEIGHT]);
  const last = bars.length - 1;
  const lastFilled = bars.findLastIndex(({ count }) => count > 0);
  const here = Math.min(chosen ?? (lastFilled < 0 ? last : lastFilled), last);
  const shown = bars[here];
  if (!shown) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, to)));
  };
  const onPointer = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const index = Math.floor(((clientX - left) / width) * bars.length);
    setChosen(Math.max(0, Math.min(last, index)));
  };
  return (
    <Stack gap={6}>
      <Text size="sm">{shown.text}</Text>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={here}
        aria-valuetext={shown.text}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
      >
        {bars.map(({ key, count }, index) => (
          <rect
            key={key}
            className={classes.bar}
            data-here={index === here || undefined}
            x={x(index)}
            width={x.bandwidth()}
            y={HEIGHT - y(count)}
            height={y(count)}
          />
        ))}
        <line className={classes.line} x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <Group justify="space-between" gap="sm">
        {ends.map((end) => (
          <Text key={end} size="xs" c="dimmed">
            {end}
          </Text>
        ))}
      </Group>
      <BarTable bars={bars} headers={headers} />
    </Stack>
  );
}
