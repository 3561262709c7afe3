import { Group, Stack, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../../stores/pages.js';
import { CopyButton } from '../shared/CopyButton.js';
import { PageLink } from '../shared/PageLink.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { ExpiryTime } from './Expiry.js';
import { GrantedRole } from './GrantedRole.js';
import { Maker } from './Maker.js';
import { PauseIcon } from '../shared/PauseIcon.js';
import { StatusBadge } from '../shared/StatusBadge.js';
import { LastUse } from './LastUse.js';
import { Uses } from './Uses.js';

interface Props {
  readonly label: string;
  readonly pages: Pages<Invite>;
  readonly empty: ReactNode;
  readonly end: ReactNode;
}

/** Invites, one a row: what it is, how far it is used, when it ends, whose it is, what it grants. */
export function InviteList({ label, pages, empty, end }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const columns: readonly Column<Invite>[] = [
    {
      id: 'invite',
      header: t('column.invite'),
      width: 'minmax(0, 3fr)',
      cell: (invite) => <InviteName invite={invite} />,
    },
    {
      id: 'uses',
      header: t('column.uses'),
      width: 'minmax(0, 2fr)',
      cell: (invite) => (
        <>
          <Uses invite={invite} />
          <LastUse at={invite.last_used_at} />
        </>
      ),
    },
    {
      id: 'expires',
      header: t('column.expires'),
      width: 'minmax(0, 1.5fr)',
      cell: ({ expires_at }) => <ExpiryTime at={expires_at} />,
    },
    {
      id: 'maker',
      header: t('column.maker'),
      width: 'minmax(0, 1.5fr)',
      cell: ({ created_by }) => (
        <Text size="sm" span>
          <Maker userId={created_by} />
        </Text>
      ),
    },
    {
      id: 'role',
      header: t('column.role'),
      width: 'minmax(0, 1.5fr)',
      cell: ({ grant_role_id }) => <GrantedRole id={grant_role_id} />,
    },
    {
      id: 'link',
      header: t('column.link'),
      width: '10.5rem',
      cell: (invite) => (
        <Group gap="xs" display="inline-flex" style={{ verticalAlign: 'middle' }}>
          <CopyButton
            text={invite.invite_link}
            size="xs"
            aria-label={t('copyLinkOf', { code: invite.code })}
          />
          <PauseIcon invite={invite} />
        </Group>
      ),
    },
  ];
  return (
    <PagedTable
      label={label}
      pages={pages}
      columns={columns}
      keyOf={({ code }) => code}
      opensByRow
      empty={empty}
      end={end}
    />
  );
}

function InviteName({ invite }: { readonly invite: Invite }): ReactNode {
  const { code, label } = invite;
  return (
    <Stack gap={2} align="flex-start">
      <Group gap="xs">
        <PageLink to="/invites/$code" params={{ code }} fw={600} lineClamp={2}>
          <bdi>{label ?? code}</bdi>
        </PageLink>
        <StatusBadge invite={invite} />
      </Group>
      {label !== null && (
        <Text size="sm" c="dimmed" ff="monospace">
          {code}
        </Text>
      )}
    </Stack>
  );
}
