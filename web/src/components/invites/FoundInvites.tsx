import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFoundInvites } from '../../hooks/useFoundInvites.js';
import type { ListSearching } from '../../hooks/useListSearch.js';
import { ORDERS } from '../../stores/invite-search.js';
import { InviteList } from './InviteList.js';
import { NoInvites, NoneFound } from './NoInvites.js';

/** The invites of a status, searched and put into an order. */
export function FoundInvites({ search }: { readonly search: ListSearching }): ReactNode {
  const { t } = useTranslation('invites');
  const { status, q, order, text, setText, want } = search;
  const { pages, isSearch } = useFoundInvites(status, q, order);
  const isEmpty = pages.status === 'success' && !pages.hasMore && pages.items.length === 0;
  // Whoever comes first has nothing to search.
  if (isEmpty && !isSearch && text === '') return <NoInvites status={status} />;
  return (
    <Stack>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          type="search"
          label={t('search.label')}
          description={t('search.hint')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
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
            want({ order: ORDERS.find((each) => each === value) ?? 'newest' })
          }
          miw={180}
        />
      </Group>
      <InviteList
        label={t(`shown.${status}`)}
        pages={pages}
        empty={isSearch ? <NoneFound /> : <NoInvites status={status} />}
        end={isSearch ? <AllFound count={pages.items.length} /> : undefined}
      />
    </Stack>
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
