import { Code, Group, Paper, Stack, Text } from '@mantine/core';
import { Problem, type Member } from '@gatehouse/sdk';
import { IconArrowLeft, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useInviter } from '../../stores/invite-tree.js';
import { memberQuery } from '../../stores/members.js';
import { useMay } from '../../stores/community.js';
import { useIsOwner } from '../../stores/standing.js';
import { useFormats } from '../../i18n/formats.js';
import { CopyButton } from '../shared/CopyButton.js';
import { EmptyState } from '../shared/EmptyState.js';
import { InviteTree } from '../shared/InviteTree.js';
import { Loading } from '../shared/Loading.js';
import { PageLink } from '../shared/PageLink.js';
import { PageTitle } from '../shared/PageTitle.js';
import { PersonSign, shortKey, useNameOf } from '../shared/Person.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { BranchSection } from './BranchSection.js';
import { CameIn } from './CameIn.js';
import { MemberRolesSection } from './MemberRolesSection.js';
import { ModerationSection } from './ModerationSection.js';

/** Somebody: how they came in, what they may do, and whom they brought. */
export function MemberPage(): ReactNode {
  const { pubkey } = useParams({ from: '/members/$pubkey' });
  // A link from one to the other begins anew.
  return <OneMember key={pubkey} pubkey={pubkey} />;
}

function OneMember({ pubkey }: { readonly pubkey: string }): ReactNode {
  const { t } = useTranslation('members');
  const may = useMay();
  const nameOf = useNameOf();
  const { data: member, error, refetch } = useQuery(memberQuery(pubkey));
  // Whoever is put out by what is done here is still who it was done to.
  const [name, setName] = useState<string>();
  if (member && nameOf(member) !== name) setName(nameOf(member));
  return (
    <Stack gap="lg">
      <PageLink to="/members" size="sm">
        <Group gap={4}>
          <IconArrowLeft size={16} aria-hidden /> {t('all')}
        </Group>
      </PageLink>
      {member ? (
        <Known member={member} />
      ) : (
        <Unknown pubkey={pubkey} error={error} retry={refetch} />
      )}
      {may('view_audit_log') && <InviteTree person={pubkey} />}
      <BranchSection person={pubkey} name={name} />
    </Stack>
  );
}

interface UnknownProps {
  readonly pubkey: string;
  readonly error: unknown;
  readonly retry: () => unknown;
}

function Unknown({ pubkey, error, retry }: UnknownProps): ReactNode {
  const { t } = useTranslation('members');
  if (error === null) return <Loading />;
  const isGone = error instanceof Problem && error.code === 'MEMBER_NOT_FOUND';
  if (!isGone) return <ProblemAlert error={error} onRetry={() => void retry()} />;
  return (
    <>
      <PageTitle title={shortKey(pubkey)} />
      <EmptyState
        icon={<IconUserOff size={48} stroke={1.5} />}
        title={t('gone')}
        text={t('goneText')}
      />
    </>
  );
}

function Known({ member }: { readonly member: Member }): ReactNode {
  const nameOf = useNameOf();
  return (
    <>
      <PageTitle title={nameOf(member)}>
        <PersonSign person={member} size={48} />
      </PageTitle>
      <Facts member={member} />
      <MemberRolesSection member={member} />
      <ModerationSection member={member} />
    </>
  );
}

function Facts({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation(['members', 'people']);
  const formats = useFormats();
  const may = useMay();
  const isOwner = useIsOwner();
  const inviter = useInviter(member, useParams({ from: '/members/$pubkey' }).pubkey);
  const { joined_at, pubkey, user_id } = member;
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('facts')}>
      <Stack gap="sm">
        {isOwner(user_id) && <Text fw={600}>{t('people:owner')}</Text>}
        <Text>
          {t('joinedOn', { date: formats.dateTime(joined_at) })} (<RelativeTime at={joined_at} />)
        </Text>
        {may('manage_invites') && <CameIn member={member} inviter={inviter} />}
        {pubkey !== null && (
          <>
            <Text size="sm" fw={600}>
              {t('key')}
            </Text>
            <Code block>{pubkey}</Code>
            <Group>
              <CopyButton text={pubkey} size="xs" />
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}
