import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { funnelQuery } from '../../stores/joins.js';
import { ChartFrame } from '../shared/ChartFrame.js';
import { RowChart } from '../shared/RowChart.js';

/** How many tried to join by an invite, came in, and stayed. */
export function Funnel({ code }: { readonly code: string }): ReactNode {
  const { t } = useTranslation('charts');
  const { data, error, refetch } = useQuery(funnelQuery(code));
  const text = [t('funnel.text'), ...(data?.is_cut === true ? [t('cut')] : [])].join(' ');
  return (
    <ChartFrame
      title={t('funnel.title')}
      text={text}
      error={data ? null : error}
      onRetry={() => void refetch()}
    >
      {data && (
        <RowChart
          label={t('funnel.title')}
          rows={[
            { key: 'attempts', name: t('funnel.attempts'), count: data.attempts },
            { key: 'refused', name: t('funnel.refused'), count: data.refused },
            { key: 'joined', name: t('funnel.joined'), count: data.joined },
            {
              key: 'stayed',
              name: t('funnel.stayed'),
              count: data.stayed_7_days,
              note: t('funnel.stayedOf', { count: data.joined_7_days_ago }),
            },
            { key: 'in', name: t('funnel.stillIn'), count: data.still_in },
          ]}
        />
      )}
    </ChartFrame>
  );
}
