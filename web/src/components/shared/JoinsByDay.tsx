import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { joinsByDayQuery, type JoinSpan } from '../../stores/joins.js';
import { ChartFrame } from './ChartFrame.js';
import { DayChart } from './DayChart.js';

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
      {data && <DayChart label={t('byDay.title')} days={data.days} />}
    </ChartFrame>
  );
}
