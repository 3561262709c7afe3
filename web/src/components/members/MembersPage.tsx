import { Badge, Group, Text } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { IconUsers } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchMembers, memberListKey } from '../../stores/members.js';
import { usePages } from '../../stores/pages.js';
import { useMay, useMe, useRoles, useServer } from '../../stores/community.js';
import { useIsOwner } from '../../stores/standing.js';
import { EmptyState } from '../shared/EmptyState.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { PageLink } from '../shared/PageLink.js';
import { PageTitle } from '../shared/PageTitle.js';
import { PersonLine, useNameOf } from '../shared/Person.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { RoleBadge } from '../shared/RoleBadge.js';
import { CameIn } from './CameIn.js';

/** Everybody who is in, in the order in which they came. */
export function MembersPage(): ReactNode {
  const { t } = useTranslation(['members', 'common', 'people']);
  const may = useMay();
  const { member_count: count } = useServer();
  const pages = usePages(memberListKey, fetchMembers);
  const byUserId = useMemo(
    () => new Map(pages.items.map((member) => [member.user_id, member])),
    [pages.items],
  );
  const columns: readonly Column<Member>[] = [
    {
      id: 'name',
      header: t('column.member'),
      width: '2fr',
      cell: (member) => <MemberName member={member} />,
    },
    {
      id: 'roles',
      header: t('column.roles'),
      width: '2fr',
      cell: (member) => <MemberRoles member={member} />,
    },
    ...(may('manage_invites')
      ? [
          {
            id: 'came',
            header: t('column.cameIn'),
            width: '2fr',
            cell: (member: Member) => (
              <CameIn member={member} inviter={byUserId.get(member.invited_by ?? '')} />
            ),
          },
        ]
      : []),
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
    <>
      <PageTitle title={t('title')}>
        <Text c="dimmed">{t('common:members', { count })}</Text>
      </PageTitle>
      <PagedTable
        label={t('title')}
        pages={pages}
        columns={columns}
        keyOf={({ user_id }) => user_id}
        empty={<EmptyState icon={<IconUsers size={48} stroke={1.5} />} title={t('empty')} />}
      />
    </>
  );
}

function MemberName({ member }: { readonly member: Member }): ReactNode {
  const nameOf = useNameOf();
  const { pubkey } = member;
  if (pubkey === null) return <PersonLine person={member} />;
  return (
    <PersonLine person={member}>
      <PageLink to="/members/$pubkey" params={{ pubkey }} fw={600}>
        <bdi>{nameOf(member)}</bdi>
      </PageLink>
    </PersonLine>
  );
}

function MemberRoles({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('people');
  const { user_id: me } = useMe();
  const roles = useRoles();
  const isOwner = useIsOwner();
  const held = member.roles.flatMap((id) => roles.get(id) ?? []);
  const sorted = held.sort((one, other) => other.position - one.position);
  const isMe = member.user_id === me;
  if (sorted.length === 0 && !isMe && !isOwner(member.user_id)) return null;
  return (
    <Group gap={6}>
      {isMe && (
        <Badge variant="default" tt="none" size="lg">
          {t('you')}
        </Badge>
      )}
      {isOwner(member.user_id) && (
        <Badge variant="default" tt="none" size="lg">
          {t('owner')}
        </Badge>
      )}
      {sorted.map((role) => (
        <RoleBadge key={role.id} role={role} />
      ))}
    </Group>
  );
}
