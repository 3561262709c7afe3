import { Text } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../hooks/useSelection.js';
import { useMay } from '../../stores/community.js';
import type { Pages } from '../../stores/pages.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { CameIn } from './CameIn.js';
import { MemberName, MemberRoles } from './MemberCells.js';

interface Props {
  readonly pages: Pages<Member>;
  readonly selection: Selection<Member> | undefined;
  readonly empty: ReactNode;
}

/** Members, one a row: who, with which roles, how they came in and when. */
export function MemberList({ pages, selection, empty }: Props): ReactNode {
  const { t } = useTranslation('members');
  const may = useMay();
  const byUserId = useMemo(
    () => new Map(pages.items.map((member) => [member.user_id, member])),
    [pages.items],
  );
  const cameIn: Column<Member> = {
    id: 'came',
    header: t('column.cameIn'),
    width: '2fr',
    cell: (member) => <CameIn member={member} inviter={byUserId.get(member.invited_by ?? '')} />,
  };
  const columns: readonly Column<Member>[] = [
    {
      id: 'name',
      header: t('column.member'),
      width: '2fr',
      cell: (member) => <MemberName member={member} selection={selection} />,
    },
    {
      id: 'roles',
      header: t('column.roles'),
      width: '2fr',
      cell: (member) => <MemberRoles member={member} />,
    },
    ...(may('manage_invites') ? [cameIn] : []),
    {
      id: 'joined',
      header: t('column.joined'),
      width: '1fr',
      cell: ({ joined_at }) => (
        <Text size="sm" component="span">
          <RelativeTime at={joined_at} />
        </Text>
      ),
    },
  ];
  return (
    <PagedTable
      label={t('title')}
      pages={pages}
      columns={columns}
      keyOf={({ user_id }) => user_id}
      opensByRow
      empty={empty}
    />
  );
}
