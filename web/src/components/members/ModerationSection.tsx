import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type Member } from '@gatehouse/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { banMember, kickMember } from '../../stores/moderation.js';
import { useMay, useMe, useRoles } from '../../stores/community.js';
import { highest, isAbove, useIsOwner, useMyStanding } from '../../stores/standing.js';
import { askReason } from '../shared/AskReason.js';
import { useNameOf } from '../shared/Person.js';
import { toast } from '../shared/toast.js';
import { EraseButton } from './EraseButton.js';

/** Kick, ban and erase, for those who may and who stand above. */
export function ModerationSection({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('members');
  const may = useMay();
  const { user_id: me } = useMe();
  const roles = useRoles();
  const mine = useMyStanding();
  const isOwner = useIsOwner();
  const nameOf = useNameOf();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { user_id, roles: held, pubkey } = member;
  const mayDo = {
    kick: may('kick_members'),
    ban: may('ban_members'),
    erase: may('manage_server'),
  };
  if (pubkey === null || user_id === me || !Object.values(mayDo).includes(true)) return null;
  const theirs = { isOwner: isOwner(user_id), position: highest(held, roles) };
  const name = nameOf(member);
  const done = async (what: 'kicked' | 'banned' | 'erased'): Promise<void> => {
    toast(t(`moderation.${what}`, { name }));
    await navigate({ to: '/members' });
  };
  const kick = (): void =>
    askReason({
      title: t('moderation.kickTitle', { name }),
      text: t('moderation.kickText'),
      confirm: t('moderation.kick'),
      act: async (reason) => {
        await kickMember(queries, pubkey, reason);
        await done('kicked');
      },
    });
  const ban = (): void =>
    askReason({
      title: t('moderation.banTitle', { name }),
      text: t('moderation.banText'),
      confirm: t('moderation.ban'),
      act: async (reason) => {
        await banMember(queries, pubkey, reason);
        await done('banned');
      },
    });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('moderation.title')}
        </Title>
        {isAbove(mine, theirs) ? (
          <Group>
            {mayDo.kick && (
              <Button color="red" variant="outline" onClick={kick}>
                {t('moderation.kick')}
              </Button>
            )}
            {mayDo.ban && (
              <Button color="red" variant="outline" onClick={ban}>
                {t('moderation.ban')}
              </Button>
            )}
            {mayDo.erase && <EraseButton member={member} onDone={() => done('erased')} />}
          </Group>
        ) : (
          <Text c="dimmed">
            {theirs.isOwner ? t('moderation.owner') : t('moderation.notBelow')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
