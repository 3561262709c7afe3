import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Member } from '@gatehouse/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../../stores/community.js';
import { ownerQuery, useIsOwner } from '../../stores/standing.js';
import { MemberSelect } from '../shared/MemberSelect.js';
import { HandOver } from './HandOver.js';

/** Handing the community over to another member; for its owner only. */
export function OwnerSection(): ReactNode {
  const { t } = useTranslation('settings');
  const may = useMay();
  const { user_id: me } = useMe();
  const isOwner = useIsOwner();
  // Not every change of the owner is told: whoever comes here sees how it is.
  useQuery({ ...ownerQuery, enabled: may('view_audit_log'), refetchOnMount: 'always' });
  const [heir, setHeir] = useState<Member>();
  const [isOpen, dialog] = useDisclosure(false);
  if (!isOwner(me)) return null;
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="owner">
      <Stack>
        <Title order={2} size="h4" id="owner">
          {t('owner.title')}
        </Title>
        <Text>{t('owner.text')}</Text>
        <MemberSelect label={t('owner.heir')} member={heir} onChange={setHeir} without={me} />
        <Group>
          <Button color="red" variant="outline" disabled={!heir} onClick={dialog.open}>
            {t('owner.handOver')}
          </Button>
        </Group>
        {heir && <HandOver heir={heir} isOpen={isOpen} onClose={dialog.close} />}
      </Stack>
    </Paper>
  );
}
