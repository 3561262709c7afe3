import { Alert, Group, Paper, Stack, Title } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { IconArrowLeft, IconInfoCircle, IconMailOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { BranchButton } from '../shared/BranchButton.js';
import { EmptyPage } from '../shared/EmptyPage.js';
import { PageLink } from '../shared/PageLink.js';
import { Loading } from '../shared/Loading.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { EditInviteButton } from './EditInvite.js';
import { Funnel } from './Funnel.js';
import { useUngrantable } from '../shared/grantable.js';
import { InviteFacts } from './InviteFacts.js';
import { useInvite } from '../../stores/invites.js';
import { useLastList } from '../../stores/last-list.js';
import { PauseButton } from './PauseButton.js';
import { Redemptions } from './Redemptions.js';
import { RevokeInviteButton } from './RevokeInvite.js';
import { useStatus } from '../shared/StatusBadge.js';
import { FullTimeline, ShortTimeline } from './Timeline.js';

/** One invite: what it is, what became of it, and what can be done with it. */
export function InviteDetails(): ReactNode {
  const { t } = useTranslation('invites');
  const { code } = useParams({ from: '/invites/$code' });
  const { invite, error, retry } = useInvite(code);
  if (error) return <ProblemAlert error={error} onRetry={retry} />;
  if (invite === undefined) return <Loading />;
  if (invite === null) {
    return (
      <EmptyPage
        icon={<IconMailOff size={48} stroke={1.5} />}
        title={t('notFound.title')}
        text={t('notFound.text')}
      >
        <BackLink />
      </EmptyPage>
    );
  }
  return <Known key={invite.code} invite={invite} />;
}

function Known({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const seesLog = useMay()('view_audit_log');
  const status = useStatus(invite);
  const { code, label } = invite;
  const ungrantable = useUngrantable(invite.grant_role_id);
  return (
    <Stack gap="lg">
      <div>
        <BackLink />
        <PageTitle title={label ?? code} />
        <Actions invite={invite} />
      </div>
      {status !== 'active' && (
        <Alert
          color="gate"
          variant="outline"
          icon={<IconInfoCircle aria-hidden />}
          title={t(`why.${status}.title`)}
        >
          {status === 'paused' && ungrantable
            ? t('why.paused.others', { role: ungrantable.role.name })
            : t(`why.${status}.text`)}
        </Alert>
      )}
      <InviteFacts invite={invite} />
      <Section title={t('timeline.title')}>
        {seesLog ? <FullTimeline code={code} /> : <ShortTimeline invite={invite} />}
        {seesLog && (
          <PageLink to="/audit/as-of" search={{ view: 'invite', of: code }} size="sm">
            {t('timeline.asOf')}
          </PageLink>
        )}
      </Section>
      <Funnel code={code} />
      <Redemptions invite={invite} />
    </Stack>
  );
}

function Actions({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('branch');
  const status = useStatus(invite);
  const { code, label, use_count: uses } = invite;
  // What is revoked is so for good; whom it let in may still be here.
  const isOpen = status !== 'revoked';
  return (
    <Group gap="sm">
      {isOpen && <EditInviteButton invite={invite} />}
      {(status === 'active' || status === 'paused') && <PauseButton invite={invite} />}
      {isOpen && <RevokeInviteButton invite={invite} />}
      {uses > 0 && (
        <BranchButton
          top={{ invite: code }}
          label={t('wave.open')}
          title={t('wave.title', { name: label ?? code })}
        />
      )}
    </Group>
  );
}

/** To the list as it was left. */
function BackLink(): ReactNode {
  const { t } = useTranslation('invites');
  const search = useLastList((last) => last.search);
  return (
    <PageLink to="/invites" search={search} size="sm">
      <Group gap={4} component="span" display="inline-flex">
        <IconArrowLeft size={16} aria-hidden />
        {t('backToAll')}
      </Group>
    </PageLink>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Section({ title, children }: SectionProps): ReactNode {
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
