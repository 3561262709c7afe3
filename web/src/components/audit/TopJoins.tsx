import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { topJoinsQuery, type JoinCount, type JoinSpan } from '../../stores/joins.js';
import { ChartFrame } from '../shared/ChartFrame.js';
import { PageLink } from '../shared/PageLink.js';
import { useNameOf } from '../shared/Person.js';
import { RowChart } from '../shared/RowChart.js';
import { InviteRef } from './InviteRef.js';

interface Props {
  readonly by: 'invite' | 'inviter';
  readonly span: JoinSpan;
}

/** By which invites, or through whom, most came in. */
export function TopJoins({ by, span }: Props): ReactNode {
  const { t } = useTranslation('charts');
  const { data, error, refetch } = useQuery(topJoinsQuery(by, span));
  const title = t(`${by}.title`);
  const named = data?.counts.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const rest = (data?.total ?? 0) - named;
  const others = rest > 0 ? [{ key: 'others', name: t('others'), count: rest }] : [];
  const rows = (data?.counts ?? []).map((count) => ({
    key: count.invite_code ?? count.invited_by ?? '',
    name: <Named by={by} count={count} />,
    count: count.count,
  }));
  return (
    <ChartFrame
      title={title}
      text={t(`${by}.text`)}
      error={data ? null : error}
      onRetry={() => void refetch()}
    >
      {data &&
        (rows.length === 0 ? (
          <Text c="dimmed">{t('none')}</Text>
        ) : (
          <RowChart label={title} rows={[...rows, ...others]} />
        ))}
    </ChartFrame>
  );
}

function Named({ by, count }: { readonly by: Props['by']; readonly count: JoinCount }): ReactNode {
  const { t } = useTranslation('charts');
  const nameOf = useNameOf();
  const { invite_code: code, invited_by: userId, pubkey, display_name } = count;
  if (by === 'invite') {
    if (code === null) return t('direct');
    return <InviteRef code={code} />;
  }
  if (userId === null) return t('nobody');
  return (
    <PageLink to="/members/tree" search={{ person: userId }}>
      <bdi>{nameOf({ user_id: userId, pubkey, display_name })}</bdi>
    </PageLink>
  );
}
