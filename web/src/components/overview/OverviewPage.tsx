import { Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, useServer } from '../../stores/community.js';
import { useFormats } from '../../i18n/formats.js';
import { JoinsByDay } from '../shared/JoinsByDay.js';
import { PageLink } from '../shared/PageLink.js';
import { PageTitle } from '../shared/PageTitle.js';
import { FirstRun, useIsFirstRun } from './FirstRun.js';
import { FirstSteps } from './FirstSteps.js';
import { JustNow } from './JustNow.js';
import { useGivenLink } from './useGivenLink.js';

/** How the community is, what to do first, and what happens now. */
export function OverviewPage(): ReactNode {
  const { t } = useTranslation(['overview', 'charts']);
  const may = useMay();
  const formats = useFormats();
  const { display_name: name } = useMe();
  const { member_count, membership_mode } = useServer();
  // Whoever comes in meanwhile takes nothing from whoever is typing.
  const [isFirstRun] = useState(useIsFirstRun());
  useGivenLink();
  return (
    <Stack gap="lg">
      <PageTitle title={t('title')} />
      <Text size="lg">{name === null ? t('greetingNameless') : t('greeting', { name })}</Text>
      {isFirstRun && <FirstRun />}
      <FirstSteps isFirstRun={isFirstRun} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Fact label={t('membersLabel')} value={formats.number(member_count)} />
        <Fact label={t('mode.label')} value={t(`mode.${membership_mode}`)} />
      </SimpleGrid>
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4" mb="sm">
          {t('activity')}
        </Title>
        <JustNow />
      </Paper>
      {!isFirstRun && may('view_audit_log') && (
        <JoinsByDay
          span={30}
          link={
            <PageLink to="/audit/joins" size="sm">
              {t('charts:all')}
            </PageLink>
          }
        />
      )}
    </Stack>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  return (
    <Paper withBorder p="lg">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={650}>
        {value}
      </Text>
    </Paper>
  );
}
