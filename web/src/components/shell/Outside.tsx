import { Alert, Button, Divider, Stack, Text, Title } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { type Server } from '@gatehouse/sdk';
import { IconKeyOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '../../boot/boot.js';
import { joinDirectly } from '../../api/members.js';
import { meQuery, queryClient, serverQuery } from '../../stores/community.js';
import { ImportKeyButton } from '../identity/ImportKey.js';
import { mayHaveJoined } from '../../identity/joined-here.js';
import { noteJoined } from '../../identity/key-store.js';
import { JoinByInvite } from '../invites/JoinByInvite.js';
import { signInAfresh } from '../../stores/session.js';
import { CommunityIcon } from '../shared/CommunityIcon.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { NoOwner } from './NoOwner.js';
import { FrontDoor } from './FrontDoor.js';

/** The link that the installed app was opened with, if it was. */
function linkGiven(): string {
  return new URLSearchParams(window.location.search).get('link') ?? '';
}

/** How often a community without an owner is looked at: nobody tells us when it has one. */
const LOOK_MS = 5000;

interface DoorProps {
  readonly children: (server: Server) => ReactNode;
}

/** What stands before the community; while it has no owner, how it gets one stands there in its place. */
function Door({ children }: DoorProps): ReactNode {
  const { t } = useTranslation('shell');
  const {
    data: server,
    error,
    refetch,
  } = useQuery(
    {
      ...serverQuery,
      // The owner is a member, and cannot leave.
      refetchInterval: ({ state }) => (state.data?.member_count === 0 ? LOOK_MS : false),
    },
    queryClient,
  );
  if (!server) {
    return error ? (
      <FrontDoor>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </FrontDoor>
    ) : (
      <Loading />
    );
  }
  if (server.member_count > 0) return <FrontDoor>{children(server)}</FrontDoor>;
  return (
    <FrontDoor>
      <Head
        server={server}
        title={t('noOwner.title', { name: server.name })}
        text={t(`noOwner.by.${boot.ownerBy ?? 'link'}`)}
      />
      <NoOwner link={linkGiven()} />
    </FrontDoor>
  );
}

/** For whom this browser knows nobody. */
export function Welcome(): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <Door>
      {(server) => (
        <>
          <Head
            server={server}
            title={t('welcome.title', { name: server.name })}
            text={t('welcome.text')}
          />
          {mayHaveJoined() && (
            <Alert
              color="yellow"
              variant="outline"
              icon={<IconKeyOff aria-hidden />}
              title={t('welcome.lostKey')}
            >
              {t('welcome.lostKeyText')}
            </Alert>
          )}
          <JoinByInvite initial={linkGiven()} />
          <Divider label={t('welcome.haveKey')} />
          <ImportKeyButton replaces={false} />
        </>
      )}
    </Door>
  );
}

export function SignedOut(): ReactNode {
  const { t } = useTranslation('shell');
  const link = linkGiven();
  return (
    <Door>
      {(server) => (
        <>
          <Head server={server} title={t('signedOut.title')} text={t('signedOut.text')} />
          <Button size="lg" fullWidth onClick={() => void signInAfresh()}>
            {t('signedOut.signIn')}
          </Button>
          {link !== '' && <JoinByInvite initial={link} />}
        </>
      )}
    </Door>
  );
}

/** For whoever is signed in, and not in. */
export function NotMember(): ReactNode {
  return <Door>{(server) => <Stranger server={server} />}</Door>;
}

function Stranger({ server }: { readonly server: Server }): ReactNode {
  const { t } = useTranslation('shell');
  const { name, membership_mode: mode } = server;
  const joining = useMutation(
    {
      mutationFn: () => joinDirectly(),
      onSuccess: async () => {
        await noteJoined(true);
        await queryClient.invalidateQueries(meQuery);
      },
    },
    queryClient,
  );
  const isOpen = mode === 'open' || mode === 'allowlist';
  return (
    <>
      <Head
        server={server}
        title={t('notMember.title', { name })}
        text={t(isOpen ? `notMember.${mode}` : 'notMember.text')}
      />
      {isOpen && (
        <BusyButton size="lg" fullWidth isBusy={joining.isPending} onClick={() => joining.mutate()}>
          {t('notMember.join', { name })}
        </BusyButton>
      )}
      {joining.error && <ProblemAlert error={joining.error} />}
      <JoinByInvite initial={linkGiven()} />
      <Text size="sm" c="dimmed">
        {t('notMember.kicked')}
      </Text>
      <Divider label={t('welcome.haveKey')} />
      <ImportKeyButton replaces />
    </>
  );
}

interface HeadProps {
  readonly server: Server;
  readonly title: string;
  readonly text: string;
}

function Head({ server, title, text }: HeadProps): ReactNode {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Stack align="center" gap="xs" ta="center">
      <CommunityIcon name={server.name} icon={server.icon} size={72} />
      <Title order={1} size="h2">
        {title}
      </Title>
      <Text>{text}</Text>
    </Stack>
  );
}
