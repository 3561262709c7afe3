import { Group, Text } from '@mantine/core';
import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import { useFormats } from '../../i18n/formats.js';
import classes from './BarChart.module.css';

export interface Row {
  readonly key: string;
  readonly name: ReactNode;
  readonly count: number;
  readonly note?: string | undefined;
}

interface Props {
  readonly label: string;
  readonly rows: readonly Row[];
}

/** Numbers beneath each other, with a bar each; the words and numbers alone say it all. */
export function RowChart({ label, rows }: Props): ReactNode {
  const formats = useFormats();
  const width = scaleLinear()
    .domain([0, Math.max(1, ...rows.map(({ count }) => count))])
    .range([0, 100]);
  return (
    <ol className={classes.rows} aria-label={label}>
      {rows.map(({ key, name, count, note }) => (
        <li key={key}>
          <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
            <Text size="sm" component="div" style={{ minWidth: 0 }}>
              {name}
              {note !== undefined && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  {note}
                </Text>
              )}
            </Text>
            <Text size="sm" fw={600}>
              {formats.number(count)}
            </Text>
          </Group>
          <svg className={classes.row} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden>
            <rect className={classes.track} width={100} height={1} />
            <rect className={classes.bar} width={width(count)} height={1} />
          </svg>
        </li>
      ))}
    </ol>
  );
}
