import { Group, Stack, Text } from '@mantine/core';
import { scaleBand, scaleLinear } from 'd3-scale';
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { JoinDay } from '../../stores/join-days.js';
import classes from './DayChart.module.css';
import { DayTable } from './DayTable.js';

const WIDTH = 600;
const HEIGHT = 120;

interface Props {
  readonly label: string;
  readonly days: readonly JoinDay[];
}

/**
 * A bar for each day. It is one stop on the way through the page: arrow keys go from day to day, and each is said; the
 * same stands in a table.
 */
export function DayChart({ label, days }: Props): ReactNode {
  const { t } = useTranslation('charts');
  const formats = useFormats();
  const [chosen, setChosen] = useState<number>();
  const most = Math.max(1, ...days.map(({ count }) => count));
  const x = scaleBand<number>()
    .domain(days.map((_, index) => index))
    .range([0, WIDTH])
    .paddingInner(0.25);
  const y = scaleLinear().domain([0, most]).range([0, HEIGHT]);
  const last = days.length - 1;
  const here = Math.min(chosen ?? last, last);
  const textOf = ({ day, count }: JoinDay): string =>
    t('onDay', { day: formats.utcDay(day), count });
  const shown = days[here];
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
    const index = Math.floor(((clientX - left) / width) * days.length);
    setChosen(Math.max(0, Math.min(last, index)));
  };
  return (
    <Stack gap={6}>
      <Text size="sm">{textOf(shown)}</Text>
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
        aria-valuetext={textOf(shown)}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
      >
        {days.map(({ day, count }, index) => (
          <rect
            key={day}
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
        {[days[0], days[last]].map(
          (end) =>
            end && (
              <Text key={end.day} size="xs" c="dimmed">
                {formats.utcDay(end.day)}
              </Text>
            ),
        )}
      </Group>
      <DayTable days={days} />
    </Stack>
  );
}
