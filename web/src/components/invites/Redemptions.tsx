import { Group, Stack, Text, Title } from '@mantine/core';
import type { Invite, Redemption } from '@gatehouse/sdk';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../shared/PageLink.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { TimeButton } from '../shared/TimeButton.js';
import { useFormats } from '../../i18n/formats.js';
import { useRedemptions } from '../../stores/invites.js';
import { Redeemer } from './Redeemer.js';
import { UsesChart } from './UsesChart.js';

/** So many uses are drawn; those before them would take too many requests. */
const DRAWN = 1000;

/** Who used an invite and when, drawn and listed. */
export function Redemptions({ invite }: { readonly invite: Invite }): ReactNode {
  // Those of the chart, too: it comes later, and would hide the page while it waits for its words.
  const { t } = useTranslation(['invites', 'branch', 'charts']);
  const formats = useFormats();
  const pages = useRedemptions(invite.code);
  const { items, hasMore, status, loadMore } = pages;
  const wantsMore = status === 'success' && hasMore && items.length < DRAWN;
  useEffect(() => {
    if (wantsMore) loadMore();
  }, [wantsMore, loadMore]);
  const columns: readonly Column<Redemption>[] = [
    {
      id: 'who',
      header: t('redemptions.who'),
      width: 'minmax(0, 2fr)',
      cell: (person) => <Redeemer person={person} />,
    },
    {
      id: 'when',
      header: t('redemptions.when'),
      width: 'minmax(0, 1fr)',
      cell: ({ redeemed_at }) => (
        <Text span size="sm">
          <TimeButton at={redeemed_at} />
        </Text>
      ),
    },
    {
      id: 'date',
      header: t('redemptions.date'),
      width: 'minmax(0, 1fr)',
      cell: ({ redeemed_at }) => <Text size="sm">{formats.dateTime(redeemed_at)}</Text>,
    },
  ];
  return (
    <Stack component="section" gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('redemptions.title')}
        </Title>
        {items.length > 0 && (
          <PageLink to="/members" search={{ invite: invite.code }} size="sm">
            {t('branch:wave.members')}
          </PageLink>
        )}
      </Group>
      {items.length > 0 && (
        <UsesChart
          times={items.slice(0, DRAWN).map(({ redeemed_at }) => Date.parse(redeemed_at))}
          total={invite.use_count}
        />
      )}
      <PagedTable
        label={t('redemptions.title')}
        pages={pages}
        columns={columns}
        keyOf={({ user_id, redeemed_at }) => `${user_id} ${redeemed_at}`}
        opensByRow
        empty={<Text c="dimmed">{t('redemptions.none')}</Text>}
      />
    </Stack>
  );
}
