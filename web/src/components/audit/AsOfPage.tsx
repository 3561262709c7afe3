import { NativeSelect, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { VIEWS, type AsOfSearch, type MomentSearch, type View } from '../../stores/as-of-search.js';
import { AuditFrame } from './AuditFrame.js';
import { Changes } from './Changes.js';
import { without } from '../../stores/search-params.js';
import { MembersAsOf } from './MembersAsOf.js';
import { MomentPicker } from './MomentPicker.js';
import { headQuery } from '../../stores/audit.js';
import { SettingsAsOf } from './SettingsAsOf.js';
import { ThingAsOf } from './ThingAsOf.js';

/** The community as it was at any moment, and what is different at another. */
export function AsOfPage(): ReactNode {
  const { t } = useTranslation('audit');
  const navigate = useNavigate();
  const search = useSearch({ from: '/audit/as-of' });
  const { data: head, error, refetch } = useQuery(headQuery);
  const { view = 'members' } = search;
  const moment = without({ position: search.position, at: search.at });
  const later = without({ position: search.to_position, at: search.to });
  const go = (changes: Partial<Record<keyof AsOfSearch, unknown>>): void => {
    const next = without({ ...search, ...changes }) as AsOfSearch;
    void navigate({ to: '/audit/as-of', search: next, replace: true, resetScroll: false });
  };
  const choose = (value: string): void => {
    const chosen: View = VIEWS.find((each) => each === value) ?? 'members';
    go({ view: chosen, of: undefined });
  };
  if (!head) {
    return (
      <AuditFrame part="asOf">
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />}
      </AuditFrame>
    );
  }
  return (
    <AuditFrame part="asOf">
      <Stack gap="lg">
        <Text c="dimmed">{t('asOf.hint')}</Text>
        <Paper withBorder p="md" component="section" aria-label={t('asOf.moments')}>
          <Stack>
            <NativeSelect
              label={t('asOf.view')}
              value={view}
              data={VIEWS.map((value) => ({ value, label: t(`asOf.views.${value}`) }))}
              onChange={(event) => choose(event.currentTarget.value)}
              maw={420}
            />
            <SimpleGrid cols={{ base: 1, lg: view === 'changes' ? 2 : 1 }}>
              <MomentPicker
                title={t(view === 'changes' ? 'asOf.from' : 'asOf.moment')}
                moment={moment}
                head={head.position}
                onChange={({ position, at }) => go({ position, at })}
              />
              {view === 'changes' && (
                <MomentPicker
                  title={t('asOf.to')}
                  moment={later}
                  head={head.position}
                  onChange={({ position, at }) => go({ to_position: position, to: at })}
                />
              )}
            </SimpleGrid>
          </Stack>
        </Paper>
        <Shown search={search} moment={moment} later={later} onChoose={(of) => go({ of })} />
      </Stack>
    </AuditFrame>
  );
}

interface ShownProps {
  readonly search: AsOfSearch;
  readonly moment: MomentSearch;
  readonly later: MomentSearch;
  readonly onChoose: (of: string) => void;
}

function Shown({ search, moment, later, onChoose }: ShownProps): ReactNode {
  const { view = 'members', of } = search;
  switch (view) {
    case 'members':
      return <MembersAsOf moment={moment} />;
    case 'settings':
      return <SettingsAsOf moment={moment} />;
    case 'changes':
      return <Changes from={moment} to={later} />;
    case 'invite':
    case 'person':
    case 'role':
      return <ThingAsOf key={view} view={view} of={of} moment={moment} onChoose={onChoose} />;
  }
}
