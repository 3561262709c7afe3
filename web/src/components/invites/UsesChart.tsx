import { Paper, Stack, Text } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { BarChart } from '../shared/BarChart.js';
import { bucketsOf } from './usage-buckets.js';

const MINUTE = 60_000;

interface Props {
  /** Unix milliseconds. */
  readonly times: readonly number[];
  /** How many uses there are in all. */
  readonly total: number;
}

/** Uses over time. */
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
  const when = (time: number): string => formats.dateTime(new Date(time).toISOString());
  const [from, to] = [when(first.from), when(last.to)];
  return (
    <Paper withBorder p="md">
      <Stack gap="xs" component="figure" m={0}>
        <Text component="figcaption" size="sm" c="dimmed">
          {times.length < total
            ? t('chart.latest', { count: times.length, total })
            : t('chart.all', { count: times.length })}{' '}
          {t('chart.most', { count: most })}
        </Text>
        <BarChart
          label={t('chart.label', { count: times.length, from, to })}
          bars={buckets.map((bucket) => {
            const begins = when(bucket.from);
            const { count } = bucket;
            const text = t('chart.bar', { count, from: begins, to: when(bucket.to) });
            return { key: bucket.from, count, from: begins, text };
          })}
          ends={[from, to]}
          headers={[t('chart.from'), t('column.uses')]}
        />
      </Stack>
    </Paper>
  );
}
