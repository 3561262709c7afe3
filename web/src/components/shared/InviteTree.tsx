import { Group, Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { aboveQuery, staysQuery } from '../../stores/invite-tree.js';
import { Loading } from './Loading.js';
import { PageLink } from './PageLink.js';
import { ProblemAlert } from './ProblemAlert.js';
import { TreeAbove } from './TreeAbove.js';
import { TreeList } from './TreeList.js';

interface Props {
  /** A public key, or a user id. */
  readonly person: string;
}

/** Who brought somebody, up to the owner, and whom they brought: a list that one can walk through. */
export function InviteTree({ person }: Props): ReactNode {
  const { t } = useTranslation('members');
  const above = useQuery(aboveQuery(person));
  const stays = useQuery(staysQuery(person));
  const error = above.error ?? stays.error;
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('tree.title')}
          </Title>
          <Group gap="md">
            <PageLink to="/members/tree" search={{ person }} size="sm">
              {t('tree.drawn')}
            </PageLink>
            <PageLink to="/audit/as-of" search={{ view: 'person', of: person }} size="sm">
              {t('tree.asOf')}
            </PageLink>
          </Group>
        </Group>
        {error && (
          <ProblemAlert
            error={error}
            onRetry={() => {
              void above.refetch();
              void stays.refetch();
            }}
          />
        )}
        {!error && !(above.data && stays.data) && <Loading />}
        {above.data && (
          <TreeAbove stays={above.data.nodes} hasMore={above.data.next_cursor !== null} />
        )}
        {stays.data && <TreeList roots={stays.data} />}
      </Stack>
    </Paper>
  );
}
