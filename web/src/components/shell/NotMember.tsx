import { Divider, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import type { Server } from '@gatehouse/sdk';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../stores/community.js';
import { comeIn } from '../../stores/membership.js';
import { ImportKeyButton } from '../identity/ImportKey.js';
import { JoinByInvite } from '../invites/JoinByInvite.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { Door } from './Door.js';
import { linkGiven } from './link-given.js';
import { DoorHead } from './DoorHead.js';

/** For whoever is signed in, and not in. */
export function NotMember(): ReactNode {
  return <Door>{(server) => <Stranger server={server} />}</Door>;
}

function Stranger({ server }: { readonly server: Server }): ReactNode {
  const { t } = useTranslation('shell');
  const { name, membership_mode: mode } = server;
  const joining = useMutation({ mutationFn: () => comeIn(queryClient) }, queryClient);
  const isOpen = mode === 'open' || mode === 'allowlist';
  return (
    <>
      <DoorHead
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
