import { Group, Paper, Stack, Text } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { bucketsOf } from './usage-buckets.js';
import classes from './UsesChart.module.css';

const WIDTH = 400;
const HEIGHT = 100;
/** Of the width of a bar, between two. */
const GAP = 0.2;
const MINUTE = 60_000;

interface Props {
  /** Unix milliseconds. */
  readonly times: readonly number[];
  /** How many uses there are in all. */
  readonly total: number;
}

/** Uses over time as bars, and the same as a table for whoever wants numbers. */
export function UsesChart({ times, total }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const formats = useFormats();
  const buckets = useMemo(
    () => bucketsOf(times, -new Date().getTimezoneOffset() * MINUTE),
    [times],
  );
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) return null;
  const most = Math.max(...buckets.map(({ count }) => count));
  const step = WIDTH / buckets.length;
  const when = (time: number): string => formats.dateTime(new Date(time).toISOString());
  const span = { from: when(first.from), to: when(last.to) };
  return (
    <Paper withBorder p="md">
      <Stack gap="xs" component="figure" m={0}>
        <Text component="figcaption" size="sm" c="dimmed">
          {times.length < total
            ? t('chart.latest', { count: times.length, total })
            : t('chart.all', { count: times.length })}{' '}
          {t('chart.most', { count: most })}
        </Text>
        <svg
          className={classes.chart}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('chart.label', { count: times.length, ...span })}
        >
          {buckets.map(({ from, to, count }, index) => (
            <rect
              key={from}
              className={classes.bar}
              x={(index + GAP / 2) * step}
              width={step * (1 - GAP)}
              y={HEIGHT - (count / most) * HEIGHT}
              height={(count / most) * HEIGHT}
            >
              <title>{t('chart.bar', { count, from: when(from), to: when(to) })}</title>
            </rect>
          ))}
          <line className={classes.line} x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        </svg>
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="dimmed">
            {span.from}
          </Text>
          <Text size="xs" c="dimmed">
            {span.to}
          </Text>
        </Group>
        <details>
          <Text component="summary" size="sm">
            {t('chart.asTable')}
          </Text>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('chart.from')}</th>
                <th scope="col">{t('column.uses')}</th>
              </tr>
            </thead>
            <tbody>
              {buckets
                .filter(({ count }) => count > 0)
                .map(({ from, count }) => (
                  <tr key={from}>
                    <td>{when(from)}</td>
                    <td>{formats.number(count)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </details>
      </Stack>
    </Paper>
  );
}
