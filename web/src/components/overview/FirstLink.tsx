import { Stack, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ShareButton } from '../shared/ShareButton.js';
import { ShowQr } from '../shared/ShowQr.js';
import { LinkField } from '../shared/LinkField.js';
import { CopyButton } from '../shared/CopyButton.js';

interface Props {
  readonly invite: Invite;
  /** It is what one wants now. */
  readonly isFirst: boolean;
}

/** The link that lets the first people in. */
export function FirstLink({ invite, isFirst }: Props): ReactNode {
  const { t } = useTranslation(['overview', 'invites']);
  const { invite_link, code } = invite;
  return (
    <Stack gap="sm" maw={420}>
      <LinkField link={invite_link} />
      <ShowQr text={invite_link} name={code}>
        <CopyButton
          text={invite_link}
          label={t('invites:copyLink')}
          variant="filled"
          isFirst={isFirst}
        />
        <ShareButton url={invite_link} />
      </ShowQr>
      <Text size="sm" c="dimmed">
        {t('firstRun.waiting')}
      </Text>
    </Stack>
  );
}
