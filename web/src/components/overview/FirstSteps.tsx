import { Group, List, Paper, Text, ThemeIcon, Title, Anchor } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { haveInvitedQuery } from '../../stores/invites.js';
import { useMay, useMe } from '../../stores/community.js';
import { useIdentity } from '../../hooks/useIdentity.js';

interface Step {
  readonly name: 'name' | 'invite' | 'key';
  readonly to: '/account' | '/invites';
  readonly done: boolean;
}

/** What whoever is new has still to do; gone when all of it is done. */
export function FirstSteps({ isFirstRun }: { readonly isFirstRun: boolean }): ReactNode {
  const { t } = useTranslation('overview');
  const may = useMay();
  const { display_name } = useMe();
  const { identity } = useIdentity();
  // Whoever has just begun a community has that before them already.
  const mayInvite = may('manage_invites') && !isFirstRun;
  const invited = useQuery({ ...haveInvitedQuery, enabled: mayInvite });
  const steps: readonly Step[] = [
    ...(mayInvite ? [{ name: 'invite', to: '/invites', done: invited.data ?? true } as const] : []),
    { name: 'name', to: '/account', done: display_name !== null },
    { name: 'key', to: '/account', done: identity?.saved_at !== null },
  ];
  if (steps.every(({ done }) => done)) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('steps.title')}
      </Title>
      <List listStyleType="none" spacing="md" center={false}>
        {steps.map(({ name, to, done }) => (
          <List.Item key={name}>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <ThemeIcon
                variant={done ? 'filled' : 'default'}
                color="teal.9"
                radius="xl"
                aria-hidden
              >
                {done ? <IconCheck size={18} /> : <IconCircleDashed size={18} />}
              </ThemeIcon>
              <div>
                <Anchor component={Link} to={to} fw={600}>
                  {t(`steps.${name}`)}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {done ? t('steps.done') : t(`steps.${name}Text`)}
                </Text>
              </div>
            </Group>
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}
