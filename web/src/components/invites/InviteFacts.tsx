import { Code, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shared/CopyButton.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { useFormats } from '../../i18n/formats.js';
import { GrantedRole } from './GrantedRole.js';
import { Maker } from './Maker.js';
import { ShareButton } from '../shared/ShareButton.js';
import { ShowQr } from '../shared/ShowQr.js';
import { StatusBadge } from '../shared/StatusBadge.js';
import { RevokeReason } from './RevokeReason.js';
import { Uses } from './Uses.js';

/** Everything that is known of an invite, and its link. */
export function InviteFacts({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const { code, invite_link, created_by, created_at, expires_at, last_used_at } = invite;
  const { channel_id, grant_role_id, revoked_at, revoked_by, revoke_reason } = invite;
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('facts')}>
      <Stack>
        <Stack gap="xs">
          <Code block>{invite_link}</Code>
          {/* What is revoked is so for good: nobody is sent its link. */}
          {revoked_at === null && (
            <ShowQr text={invite_link} name={code}>
              <CopyButton text={invite_link} label={t('copyLink')} />
              <ShareButton url={invite_link} />
            </ShowQr>
          )}
        </Stack>
        <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, md: 3 }} spacing="lg">
          <Fact label={t('column.status')}>
            <StatusBadge invite={invite} />
          </Fact>
          <Fact label={t('column.uses')}>
            <Uses invite={invite} />
          </Fact>
          <Fact label={t('column.expires')}>
            {expires_at === null ? t('common:never') : <Moment at={expires_at} />}
          </Fact>
          <Fact label={t('column.maker')}>
            <Maker userId={created_by} />
          </Fact>
          <Fact label={t('made.at')}>
            <Moment at={created_at} />
          </Fact>
          <Fact label={t('lastUsed')}>
            {last_used_at === null ? t('common:never') : <Moment at={last_used_at} />}
          </Fact>
          <Fact label={t('column.role')}>
            <GrantedRole id={grant_role_id} />
          </Fact>
          <Fact label={t('form.channel')}>
            {channel_id === null ? t('noChannel') : <bdi>{channel_id}</bdi>}
          </Fact>
          {revoked_at !== null && (
            <Fact label={t('status.revoked')}>
              <Moment at={revoked_at} />
              {revoked_by !== null && (
                <Text size="sm">
                  {t('by')} <Maker userId={revoked_by} />
                </Text>
              )}
              {revoke_reason !== null && <RevokeReason reason={revoke_reason} />}
            </Fact>
          )}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
}

function Fact({ label, children }: FactProps): ReactNode {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0}>
        {children}
      </Text>
    </div>
  );
}

/** The date, and how far away that is. */
function Moment({ at }: { readonly at: string }): ReactNode {
  const formats = useFormats();
  return (
    <>
      {formats.dateTime(at)}{' '}
      <Text span size="sm" c="dimmed">
        <RelativeTime at={at} />
      </Text>
    </>
  );
}
