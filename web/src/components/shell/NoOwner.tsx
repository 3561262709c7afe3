import { Code, Divider, Group, List, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '../../boot/boot.js';
import { signInOrUp } from '../../stores/session.js';
import { meQuery, queryClient, serverQuery } from '../../stores/community.js';
import { ImportKeyButton } from '../identity/ImportKey.js';
import { JoinByInvite } from '../invites/JoinByInvite.js';
import { CopyButton } from '../shared/CopyButton.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';

/** How a new community gets its owner, by what it was started with. */
export function NoOwner({ link }: { readonly link: string }): ReactNode {
  switch (boot.ownerBy) {
    case 'first-user':
      return <BecomeOwner />;
    case 'key':
      return <ImportKeyButton replaces={false} />;
    default:
      return <OwnerLink link={link} />;
  }
}

/** In the words of the shell; what is looked for is printed in English in any language. */
const COMMANDS = {
  again: 'npm run gatehouse -- owner link',
  container: 'docker compose exec gatehouse gatehouse owner link',
} as const;

function OwnerLink({ link }: { readonly link: string }): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <>
      <List spacing="md">
        <List.Item>{t('noOwner.terminal', { line: 'Owner link:' })}</List.Item>
        <List.Item>
          {t('noOwner.again')}
          <Command text={COMMANDS.again} />
        </List.Item>
        <List.Item>
          {t('noOwner.container')}
          <Command text={COMMANDS.container} />
        </List.Item>
      </List>
      <Divider label={t('noOwner.have')} />
      <JoinByInvite initial={link} />
    </>
  );
}

function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <Group gap="sm" mt={4}>
      <Code>{text}</Code>
      <CopyButton text={text} size="xs" />
    </Group>
  );
}

function BecomeOwner(): ReactNode {
  const { t } = useTranslation('shell');
  const signingIn = useMutation(
    {
      mutationFn: signInOrUp,
      onSuccess: async () => {
        await queryClient.invalidateQueries(serverQuery);
        await queryClient.invalidateQueries(meQuery);
      },
    },
    queryClient,
  );
  return (
    <>
      <BusyButton
        size="lg"
        fullWidth
        isBusy={signingIn.isPending}
        onClick={() => signingIn.mutate()}
      >
        {t('noOwner.become')}
      </BusyButton>
      {signingIn.error && <ProblemAlert error={signingIn.error} />}
      <Text size="sm" c="dimmed">
        {t('noOwner.becomeText')}
      </Text>
    </>
  );
}
