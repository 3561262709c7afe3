import { Button, Group, Stack, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shared/CopyButton.js';
import { PageLink } from '../shared/PageLink.js';
import { LinkField } from '../shared/LinkField.js';
import { ShowQr } from '../shared/ShowQr.js';
import { ShareButton } from '../shared/ShareButton.js';

interface Props {
  readonly invite: Invite;
  readonly onAnother: () => void;
  readonly onDone: () => void;
}

/** The link of a new invite, and the ways to get it to people. */
export function InviteMade({ invite, onAnother, onDone }: Props): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const { code, invite_link } = invite;
  return (
    <Stack>
      <Text>{t('made.text')}</Text>
      <LinkField link={invite_link} />
      <ShowQr text={invite_link} name={code}>
        <CopyButton text={invite_link} label={t('copyLink')} variant="filled" isFirst />
        <ShareButton url={invite_link} />
      </ShowQr>
      <Group justify="space-between" mt="sm">
        <PageLink to="/invites/$code" params={{ code }} size="sm" onClick={onDone}>
          {t('made.details')}
        </PageLink>
        <Group gap="sm">
          <Button variant="default" onClick={onAnother}>
            {t('made.another')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconCheck size={18} aria-hidden />}
            onClick={onDone}
          >
            {t('made.done')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
