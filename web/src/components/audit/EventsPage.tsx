import { Button, Stack, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { Loading } from '../shared/Loading.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { TimeButton } from '../shared/TimeButton.js';
import { AuditFrame } from './AuditFrame.js';
import { EventText } from './EventText.js';
import type { LogEvent } from '../../stores/event-types.js';
import type { Filter } from '../../stores/audit-filter.js';
import { FilterForm } from './FilterForm.js';
import { headQuery } from '../../stores/audit.js';
import { RawEvent } from './RawEvent.js';
import { useEvents } from '../../hooks/useEvents.js';
import classes from './EventsPage.module.css';
import { NoEvents } from './NoEvents.js';
import { NewEvents } from './NewEvents.js';

/** Everything that ever happened, the newest first. */
export function EventsPage(): ReactNode {
  const filter = useSearch({ from: '/audit' });
  const name = JSON.stringify(filter);
  const { data: head, error, refetch } = useQuery(headQuery);
  return (
    <AuditFrame part="events">
      <Stack>
        <FilterForm filter={filter} />
        {error && !head && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {!error && !head && <Loading />}
        {head && <EventList key={name} filter={filter} head={head.position} />}
      </Stack>
    </AuditFrame>
  );
}

interface ListProps {
  readonly filter: Filter;
  readonly head: number;
}

function EventList({ filter, head }: ListProps): ReactNode {
  const { t } = useTranslation('audit');
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const events = useEvents(filter, head);
  const toggle = (position: number): void =>
    setUnfolded((known) => {
      const now = new Set(known);
      if (!now.delete(position)) now.add(position);
      return now;
    });
  const columns: readonly Column<LogEvent>[] = [
    {
      id: 'what',
      header: t('column.what'),
      width: 'minmax(0, 1fr)',
      cell: (event) => <EventText event={event} />,
    },
    {
      id: 'when',
      header: t('column.when'),
      width: '8.5rem',
      cell: ({ at }) => (
        <Text size="sm" span>
          <TimeButton at={at} />
        </Text>
      ),
    },
    {
      id: 'position',
      header: t('column.position'),
      width: '5rem',
      cell: ({ position }) => <Position position={position} />,
    },
    {
      id: 'raw',
      header: t('column.raw'),
      width: '8.5rem',
      cell: ({ position }) => (
        <Button
          size="compact-sm"
          variant="default"
          rightSection={
            <IconChevronDown
              size={16}
              aria-hidden
              className={classes.chevron}
              data-open={unfolded.has(position) || undefined}
            />
          }
          aria-expanded={unfolded.has(position)}
          aria-label={t(unfolded.has(position) ? 'raw.close' : 'raw.open', { position })}
          onClick={() => toggle(position)}
        >
          {t(unfolded.has(position) ? 'raw.hide' : 'raw.show')}
        </Button>
      ),
    },
  ];
  return (
    <Stack>
      <NewEvents count={events.newCount} isMore={events.hasMoreNew} onShow={events.showNew} />
      <PagedTable
        label={t('events')}
        pages={events.pages}
        columns={columns}
        keyOf={({ position }) => String(position)}
        below={(event) => (unfolded.has(event.position) ? <RawEvent event={event} /> : null)}
        empty={<NoEvents isFiltered={Object.keys(filter).length > 0} />}
      />
    </Stack>
  );
}

function Position({ position }: { readonly position: number }): ReactNode {
  const formats = useFormats();
  return (
    <Text size="sm" span c="dimmed">
      {formats.number(position)}
    </Text>
  );
}
