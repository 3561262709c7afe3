import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { useInvite } from '../../stores/invites.js';
import { PauseIcon } from '../shared/PauseIcon.js';
import { PageLink } from '../shared/PageLink.js';

/** The invite that somebody came in by: in a raid it is stopped by one click here, and found by another. */
export function CameBy({ code }: { readonly code: string }): ReactNode {
  const { t } = useTranslation('overview');
  const may = useMay();
  const { invite } = useInvite(code);
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t('by')}{' '}
        <PageLink to="/invites/$code" params={{ code }} inherit>
          <bdi>{invite?.label ?? code}</bdi>
        </PageLink>
      </Text>
      {invite && may('manage_invites') && <PauseIcon invite={invite} />}
    </Group>
  );
}
