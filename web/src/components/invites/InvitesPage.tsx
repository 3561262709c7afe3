import { Group, NativeSelect, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMailPlus, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { useInviteCounts } from '../../stores/invites.js';
import { EmptyState } from '../shared/EmptyState.js';
import { PageTitle } from '../shared/PageTitle.js';
import { CreateInviteButton } from './CreateInviteButton.js';
import { InviteList } from './InviteList.js';
import { SHOWN, type Shown } from '../../stores/shown-invites.js';
import { ORDERS, type Order } from '../../stores/invite-search.js';
import { useFoundInvites } from '../../hooks/useFoundInvites.js';

/** All invites, by status. */
export function InvitesPage(): ReactNode {
  const { t } = useTranslation('invites');
  const formats = useFormats();
  const counts = useInviteCounts();
  const navigate = useNavigate();
  const { status = 'active' } = useSearch({ from: '/invites' });
  // It goes along from one status to the next.
  const [wanted, setWanted] = useState<Wanted>({ text: '', order: 'newest' });
  const show = (value: string | null): void => {
    const wanted = SHOWN.find((each) => each === value) ?? 'active';
    const search = wanted === 'active' ? {} : { status: wanted };
    void navigate({ to: '/invites', search, replace: true });
  };
  return (
    <>
      <PageTitle title={t('title')}>
        <CreateInviteButton />
      </PageTitle>
      <Tabs value={status} onChange={show} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('byStatus')}>
          {SHOWN.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`shown.${each}`)}{' '}
              {counts[each] !== undefined && (
                <Text span size="xs" c="dimmed">
                  {formats.number(counts[each])}
                </Text>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={status}>
          <InvitesOfStatus
            key={status}
            status={status}
            wanted={wanted}
            onWant={(some) => setWanted((before) => ({ ...before, ...some }))}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** How long somebody pauses who has typed what they search for, in milliseconds. */
const PAUSE_MS = 250;

interface Wanted {
  /** What is searched for. */
  readonly text: string;
  readonly order: Order;
}

interface ListProps {
  readonly status: Shown;
  readonly wanted: Wanted;
  readonly onWant: (wanted: Partial<Wanted>) => void;
}

function InvitesOfStatus({ status, wanted: { text, order }, onWant }: ListProps): ReactNode {
  const { t } = useTranslation('invites');
  const [searched] = useDebouncedValue(text, PAUSE_MS);
  const { pages, isSearch } = useFoundInvites(status, searched, order);
  const isEmpty = pages.status === 'success' && !pages.hasMore && pages.items.length === 0;
  // Whoever comes first has nothing to search.
  if (isEmpty && !isSearch) return <Nothing status={status} />;
  return (
    <Stack>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          type="search"
          label={t('search.label')}
          description={t('search.hint')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(event) => onWant({ text: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          miw={200}
        />
        <NativeSelect
          label={t('order.label')}
          description={t('order.hint')}
          data={ORDERS.map((value) => ({ value, label: t(`orders.${value}`) }))}
          value={order}
          onChange={({ currentTarget: { value } }) =>
            onWant({ order: ORDERS.find((each) => each === value) ?? 'newest' })
          }
          miw={180}
        />
      </Group>
      <InviteList
        label={t(`shown.${status}`)}
        pages={pages}
        empty={isSearch ? <NothingFound /> : <Nothing status={status} />}
        end={isSearch ? <AllFound count={pages.items.length} /> : undefined}
      />
    </Stack>
  );
}

function Nothing({ status }: { readonly status: Shown }): ReactNode {
  const { t } = useTranslation('invites');
  const canMake = status === 'active' || status === 'all';
  return (
    <EmptyState
      icon={<IconMailPlus size={48} stroke={1.5} />}
      title={t(`empty.${status}.title`)}
      text={t(`empty.${status}.text`)}
    >
      {canMake && <CreateInviteButton />}
    </EmptyState>
  );
}

function NothingFound(): ReactNode {
  const { t } = useTranslation('invites');
  return (
    <div role="status">
      <EmptyState
        icon={<IconSearchOff size={48} stroke={1.5} />}
        title={t('search.nothing')}
        text={t('search.nothingText')}
      />
    </div>
  );
}

function AllFound({ count }: { readonly count: number }): ReactNode {
  const { t } = useTranslation('invites');
  return (
    <Text size="sm" c="dimmed" role="status">
      {t('search.found', { count })}
    </Text>
  );
}
