import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { JoinDay } from '../../stores/join-days.js';
import { joinsByDayQuery, type JoinSpan } from '../../stores/joins.js';
import { BarChart } from './BarChart.js';
import { ChartFrame } from './ChartFrame.js';

interface Props {
  readonly span: JoinSpan;
  readonly link?: ReactNode;
}

/** How many joined on each of the last days. */
export function JoinsByDay({ span, link }: Props): ReactNode {
  const { t } = useTranslation('charts');
  const { data, error, refetch } = useQuery(joinsByDayQuery(span));
  const text = [
    t('byDay.text', { count: data?.total ?? 0, days: span }),
    ...(data?.isCut === true ? [t('cut')] : []),
  ].join(' ');
  return (
    <ChartFrame
      title={t('byDay.title')}
      text={text}
      error={data ? null : error}
      onRetry={() => void refetch()}
      link={link}
    >
      {data && <Days label={t('byDay.title')} days={data.days} />}
    </ChartFrame>
  );
}

interface DaysProps {
  readonly label: string;
  readonly days: readonly JoinDay[];
}

function Days({ label, days }: DaysProps): ReactNode {
  const { t } = useTranslation('charts');
  const formats = useFormats();
  const bars = days.map(({ day, count }) => {
    const from = formats.utcDay(day);
    return { key: day, count, from, text: t('onDay', { day: from, count }) };
  });
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return null;
  return (
    <BarChart
      label={label}
      bars={bars}
      ends={[first.from, last.from]}
      headers={[t('day'), t('joins')]}
    />
  );
}
