import { List, Stack, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import type { Invite } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { Maker } from './Maker.js';
import { RevokeReason } from './RevokeReason.js';
import type { EventType } from '../../stores/event-types.js';
import { useRedemptions } from '../../stores/invites.js';
import type { PersonView } from '../../stores/person.js';
import { useTimeline, type Step } from '../../stores/invite-timeline.js';

const SYSTEM = 'system';

const KINDS = {
  InviteCreated: 'created',
  InviteUpdated: 'updated',
  InvitePaused: 'paused',
  InviteResumed: 'resumed',
  InviteConsumed: 'used',
  InviteExpired: 'expired',
  InviteRevoked: 'revoked',
  InviteReasonErased: 'reasonErased',
} as const satisfies Readonly<Record<Extract<EventType, `Invite${string}`>, string>>;

function kindOf({ type }: Step): (typeof KINDS)[keyof typeof KINDS] | undefined {
  return Object.entries(KINDS).find(([known]) => known === type)?.[1];
}

/** What happened to an invite, from the audit log. */
export function FullTimeline({ code }: { readonly code: string }): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const { items, status, error, hasMore, isLoadingMore, loadMore, retry } = useTimeline(code);
  // They tell who used it: nobody who did is asked for by themselves.
  const redemptions = useRedemptions(code);
  const users = new Map(redemptions.items.map((person) => [person.user_id, person]));
  if (status === 'pending' || redemptions.status === 'pending') return <Loading />;
  return (
    <Stack align="flex-start">
      <List listStyleType="none" spacing="sm">
        {items.map((step) => {
          const kind = kindOf(step);
          return (
            <Happening
              key={step.position}
              title={kind === undefined ? step.type : t(`timeline.${kind}`)}
              by={step.actor}
              known={users.get(step.actor)}
              at={step.at}
              reason={step.reason}
            />
          );
        })}
      </List>
      {status === 'error' && <ProblemAlert error={error} onRetry={retry} />}
      {hasMore && status === 'success' && (
        <BusyButton size="xs" variant="default" isBusy={isLoadingMore} onClick={loadMore}>
          {t('common:moreToLoad')}
        </BusyButton>
      )}
    </Stack>
  );
}

/** What the invite itself tells, for those who may not view the audit log. */
export function ShortTimeline({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const { created_at, created_by, last_used_at, revoked_at, revoked_by, revoke_reason } = invite;
  return (
    <List listStyleType="none" spacing="sm">
      <Happening title={t('timeline.created')} by={created_by} at={created_at} />
      {last_used_at !== null && <Happening title={t('timeline.lastUsed')} at={last_used_at} />}
      {revoked_at !== null && (
        <Happening
          title={t('timeline.revoked')}
          by={revoked_by ?? SYSTEM}
          at={revoked_at}
          reason={revoke_reason}
        />
      )}
    </List>
  );
}

interface HappeningProps {
  readonly title: string;
  /** A user id or `system`; `null`: whoever runs the server. */
  readonly by?: string | null;
  readonly known?: PersonView | undefined;
  readonly at: string;
  readonly reason?: string | null;
}

function Happening({ title, by, known, at, reason = null }: HappeningProps): ReactNode {
  const { t } = useTranslation('invites');
  return (
    <List.Item>
      <Text fw={600} span>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {by !== undefined && by !== SYSTEM && (
          <>
            {t('by')} <Maker userId={by} known={known} />,{' '}
          </>
        )}
        <RelativeTime at={at} />
      </Text>
      {reason !== null && (
        <Text size="sm">
          <RevokeReason reason={reason} />
        </Text>
      )}
    </List.Item>
  );
}
