import { Group, List, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '../../boot/boot.js';
import { useMay, useServer } from '../../stores/community.js';
import { myActiveQuery } from '../../stores/invites.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { FirstInvite } from './FirstInvite.js';
import { FirstLink } from './FirstLink.js';
import { NameCommunity } from './NameCommunity.js';

/** What a community is called until somebody says so (`GATEHOUSE_SERVER_NAME`). */
const UNNAMED = 'My Community';

/** Whether whoever looks has a community of their own, and is alone in it. */
export function useIsFirstRun(): boolean {
  const may = useMay();
  const { member_count } = useServer();
  const mayBegin = may('manage_server') && may('manage_invites') && boot.readOnly !== true;
  return mayBegin && member_count <= 1;
}

/** From an empty community to a copied link, on one screen. */
export function FirstRun(): ReactNode {
  const { t } = useTranslation('overview');
  const { name } = useServer();
  const { data: invite, error, refetch } = useQuery(myActiveQuery);
  const [isJustMade, setJustMade] = useState(false);
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="lg">
        {t('firstRun.title')}
      </Title>
      <List type="ordered" listStyleType="none" spacing="xl">
        <Step number={1} isDone={name !== UNNAMED} title={t('firstRun.name')}>
          <NameCommunity />
        </Step>
        <Step number={2} isDone={invite != null} title={t('firstRun.invite')}>
          {invite === undefined && !error && <Skeleton height={36} />}
          {invite === undefined && error && (
            <ProblemAlert error={error} onRetry={() => void refetch()} />
          )}
          {invite === null && <FirstInvite onMade={() => setJustMade(true)} />}
        </Step>
        <Step number={3} isDone={false} title={t('firstRun.copy')}>
          {invite ? (
            <FirstLink invite={invite} isFirst={isJustMade} />
          ) : (
            <Text size="sm" c="dimmed">
              {t('firstRun.copyText')}
            </Text>
          )}
        </Step>
      </List>
    </Paper>
  );
}

interface StepProps {
  readonly number: number;
  readonly isDone: boolean;
  readonly title: string;
  readonly children: ReactNode;
}

function Step({ number, isDone, title, children }: StepProps): ReactNode {
  const { t } = useTranslation('overview');
  return (
    <List.Item>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <ThemeIcon
          variant={isDone ? 'filled' : 'default'}
          color="teal.9"
          radius="xl"
          role="img"
          aria-label={isDone ? t('steps.done') : String(number)}
        >
          {isDone ? <IconCheck size={18} aria-hidden /> : number}
        </ThemeIcon>
        <Stack gap="sm" flex={1} miw={0}>
          <Text fw={600}>{title}</Text>
          {children}
        </Stack>
      </Group>
    </List.Item>
  );
}
