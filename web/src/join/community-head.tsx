import { Stack, Text, Title } from '@mantine/core';
import type { InvitePreview } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CommunityIcon } from '../ui/community-icon.js';
import classes from './join-page.module.css';

interface Props {
  readonly preview: InvitePreview;
  /** What stands above the name. */
  readonly above: string;
}

/** Which community this is about. */
export function CommunityHead({ preview, above }: Props): ReactNode {
  const { t } = useTranslation();
  const { server_name: name, server_icon: icon, member_count: count } = preview;
  return (
    <Stack align="center" gap="xs">
      <CommunityIcon name={name} icon={icon} size={84} />
      <Text c="dimmed">{above}</Text>
      <Title order={1} className={classes.name}>
        <bdi>{name}</bdi>
      </Title>
      {count > 0 && <Text c="dimmed">{t('members', { count })}</Text>}
    </Stack>
  );
}
