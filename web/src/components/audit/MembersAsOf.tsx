import { Group, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Standing } from '../../stores/person.js';
import { EmptyState } from '../shared/EmptyState.js';
import { PageLink } from '../shared/PageLink.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { PersonLine, useNameOf } from '../shared/Person.js';
import { TimeButton } from '../shared/TimeButton.js';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { InviteRef } from './InviteRef.js';
import { useMembersAsOf } from '../../stores/moments.js';
import { RoleRef } from './RoleRef.js';
import { Who } from './Who.js';

/** Who was in at a moment, and as what. */
export function MembersAsOf({ moment }: { readonly moment: MomentSearch }): ReactNode {
  const { t } = useTranslation('audit');
  const pages = useMembersAsOf(moment);
  const columns: readonly Column<Standing>[] = [
    {
      id: 'name',
      header: t('asOf.column.member'),
      width: 'minmax(0, 2fr)',
      cell: (member) => <Name member={member} moment={moment} />,
    },
    {
      id: 'roles',
      header: t('field.roles'),
      width: 'minmax(0, 2fr)',
      cell: ({ roles }) =>
        roles.length === 0 ? null : (
          <Group gap={6}>
            {roles.map((id) => (
              <RoleRef key={id} id={id} />
            ))}
          </Group>
        ),
    },
    {
      id: 'came',
      header: t('asOf.column.cameIn'),
      width: 'minmax(0, 2fr)',
      cell: (member) => <CameBy member={member} />,
    },
    {
      id: 'joined',
      header: t('field.joined_at'),
      width: '8.5rem',
      cell: ({ joined_at }) => joined_at !== null && <TimeButton at={joined_at} />,
    },
  ];
  return (
    <PagedTable
      label={t('asOf.views.members')}
      pages={pages}
      columns={columns}
      keyOf={({ user_id }) => user_id}
      opensByRow
      empty={<EmptyState icon={<IconUsers size={48} stroke={1.5} />} title={t('asOf.nobody')} />}
    />
  );
}

interface NameProps {
  readonly member: Standing;
  readonly moment: MomentSearch;
}

function Name({ member, moment }: NameProps): ReactNode {
  const nameOf = useNameOf();
  return (
    <PersonLine person={member}>
      <PageLink
        to="/audit/as-of"
        search={{ ...moment, view: 'person', of: member.user_id }}
        fw={600}
      >
        <bdi>{nameOf(member)}</bdi>
      </PageLink>
    </PersonLine>
  );
}

function CameBy({ member: { invite_code: code, invited_by: by } }: Pick<NameProps, 'member'>) {
  const { t } = useTranslation('audit');
  return (
    <Text size="sm" component="span">
      {code === null ? t('asOf.direct') : <InviteRef code={code} />}
      {by !== null && (
        <>
          {' '}
          {t('by')} <Who userId={by} />
        </>
      )}
    </Text>
  );
}
