import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useInvite } from '../../stores/invites.js';
import { PageLink } from '../shared/PageLink.js';

/** The invite that somebody came in by: in a raid it is one click from here. */
export function CameBy({ code }: { readonly code: string }): ReactNode {
  const { t } = useTranslation('overview');
  const { invite } = useInvite(code);
  return (
    <Text size="sm" c="dimmed">
      {t('by')}{' '}
      <PageLink to="/invites/$code" params={{ code }} inherit>
        <bdi>{invite?.label ?? code}</bdi>
      </PageLink>
    </Text>
  );
}
