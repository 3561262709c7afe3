import { Button, Divider, Stack, Text, Title } from '@mantine/core';
import { answerOf, type Server } from '@gatehouse/sdk';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/api.js';
import { meQuery, queryClient, serverQuery } from '../api/queries.js';
import { ImportKeyButton } from '../identity/import-key.js';
import { noteJoined } from '../identity/key-store.js';
import { LinkField } from '../invite-link/link-field.js';
import { signInAfresh } from '../session/session.js';
import { CommunityIcon } from '../ui/community-icon.js';
import { ProblemAlert } from '../ui/problem-alert.js';
import { FrontDoor } from './front-door.js';

/** The link that the installed app was opened with, if it was. */
function linkGiven(): string {
  return new URLSearchParams(window.location.search).get('link') ?? '';
}

/** For whom this browser knows nobody. */
export function Welcome(): ReactNode {
  const { t } = useTranslation('shell');
  const { data: server } = useQuery(serverQuery, queryClient);
  return (
    <FrontDoor>
      <Head
        server={server}
        title={t('welcome.title', { name: server?.name ?? '…' })}
        text={t('welcome.text')}
      />
      <LinkField initial={linkGiven()} />
      <Divider label={t('welcome.haveKey')} />
      <ImportKeyButton replaces={false} />
    </FrontDoor>
  );
}

export function SignedOut(): ReactNode {
  const { t } = useTranslation('shell');
  const { data: server } = useQuery(serverQuery, queryClient);
  const link = linkGiven();
  return (
    <FrontDoor>
      <Head server={server} title={t('signedOut.title')} text={t('signedOut.text')} />
      <Button size="lg" fullWidth onClick={() => void signInAfresh()}>
        {t('signedOut.signIn')}
      </Button>
      {link !== '' && <LinkField initial={link} />}
    </FrontDoor>
  );
}

/** For whoever is signed in, and not in. */
export function NotMember(): ReactNode {
  const { t } = useTranslation('shell');
  const { data: server } = useQuery(serverQuery, queryClient);
  const name = server?.name ?? '…';
  const joining = useMutation(
    {
      mutationFn: () => answerOf(api.POST('/api/v1/members/join')),
      onSuccess: async () => {
        await noteJoined(true);
        await queryClient.invalidateQueries(meQuery);
      },
    },
    queryClient,
  );
  const mode = server?.membership_mode;
  const isOpen = mode === 'open' || mode === 'allowlist';
  return (
    <FrontDoor>
      <Head
        server={server}
        title={t('notMember.title', { name })}
        text={t(isOpen ? `notMember.${mode}` : 'notMember.text')}
      />
      {isOpen && (
        <Button size="lg" fullWidth loading={joining.isPending} onClick={() => joining.mutate()}>
          {t('notMember.join', { name })}
        </Button>
      )}
      {joining.error && <ProblemAlert error={joining.error} />}
      <LinkField initial={linkGiven()} />
      <Text size="sm" c="dimmed">
        {t('notMember.kicked')}
      </Text>
      <Divider label={t('welcome.haveKey')} />
      <ImportKeyButton replaces />
    </FrontDoor>
  );
}

interface HeadProps {
  readonly server: Server | undefined;
  readonly title: string;
  readonly text: string;
}

function Head({ server, title, text }: HeadProps): ReactNode {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Stack align="center" gap="xs" ta="center">
      {server && <CommunityIcon name={server.name} icon={server.icon} size={72} />}
      <Title order={1} size="h2">
        {title}
      </Title>
      <Text>{text}</Text>
    </Stack>
  );
}
