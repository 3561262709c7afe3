import { Badge, Text } from '@mantine/core';
import type { Invite, InviteStatus } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../stores/clock.js';
import { statusAt } from '../../stores/heard-invites.js';

const EVERY_MS = 5000;

const COLORS: Readonly<Record<InviteStatus, string>> = {
  active: 'teal',
  paused: 'yellow',
  expired: 'gray',
  exhausted: 'blue',
  revoked: 'red',
};

/** The status of an invite by the clock. */
export function useStatus(invite: Invite): InviteStatus {
  return statusAt(invite, useNow(EVERY_MS));
}

export function StatusBadge({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const status = useStatus(invite);
  const { blocked_by } = invite;
  if (status === 'active' && blocked_by) {
    return (
      <>
        <Badge variant="dot" color="orange" tt="none" fw={500}>
          {t('blocked.badge')}
        </Badge>
        <Text size="xs" c="dimmed">
          {t(`blocked.${blocked_by}`)}
        </Text>
      </>
    );
  }
  return (
    <Badge variant="dot" color={COLORS[status]} tt="none" fw={500}>
      {t(`status.${status}`)}
    </Badge>
  );
}
