import { Button, Group, Stack, Text } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { IconBinaryTree, IconSearchOff, IconUsers } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelection } from '../../hooks/useSelection.js';
import { useStateOf } from '../../hooks/useStateOf.js';
import { useMay, useServer } from '../../stores/community.js';
import { useDeparted } from '../../stores/departed.js';
import type { DeedKind } from '../../stores/deed.js';
import { allowedSearch, isFiltered } from '../../stores/member-search.js';
import { useMembers } from '../../stores/members.js';
import { EmptyState } from '../shared/EmptyState.js';
import { PageLink } from '../shared/PageLink.js';
import { focusTitle, PageTitle } from '../shared/PageTitle.js';
import { DeedDialog } from './DeedDialog.js';
import { MemberFilterForm } from './MemberFilterForm.js';
import { MemberList } from './MemberList.js';
import { MemberSearchBar } from './MemberSearchBar.js';
import { NewcomersNotice } from './NewcomersNotice.js';
import { SelectionBar } from './SelectionBar.js';

/** So many of those who are looked for are fetched without scrolling. */
const AT_ONCE = 500;

/** Everybody who is in, in the order in which they came, or those who are looked for. */
export function MembersPage(): ReactNode {
  const { t } = useTranslation(['members', 'common']);
  const may = useMay();
  const { member_count: count } = useServer();
  const search = allowedSearch(useSearch({ from: '/members' }), may('manage_invites'));
  const { q: _, role: __, ...more } = search;
  // Nobody is left out by what is not shown.
  const [isOpen, change] = useStateOf(JSON.stringify(more), () => isFiltered(more));
  const pages = useMembers(search);
  const selection = useSelection({
    idOf: idOfMember,
    current: pages.items,
    gone: useDeparted(({ people }) => people),
  });
  const [deed, setDeed] = useState<DeedKind>();
  const canAct = may('kick_members') || may('ban_members') || may('manage_roles');
  const { items, status, hasMore, loadMore } = pages;
  // They are chosen as a whole: after a raid, page for page would be too slow.
  const isChosenFrom = canAct && isFiltered(search) && items.length < AT_ONCE;
  const wantsMore = isChosenFrom && status === 'success' && hasMore;
  useEffect(() => {
    if (wantsMore) loadMore();
  }, [wantsMore, loadMore]);
  const shown = useMemo(() => new Set(pages.items.map(({ user_id }) => user_id)), [pages.items]);
  return (
    <>
      <PageTitle title={t('title')}>
        <Group gap="md">
          {may('view_audit_log') && (
            <PageLink to="/members/tree" size="sm">
              <Group gap={4} component="span" display="inline-flex">
                <IconBinaryTree size={16} aria-hidden />
                {t('tree.title')}
              </Group>
            </PageLink>
          )}
          <Text c="dimmed">{t('common:members', { count })}</Text>
        </Group>
      </PageTitle>
      <Stack>
        <MemberSearchBar
          search={search}
          isOpen={isOpen}
          onToggle={() => change((before) => !before)}
        />
        {isOpen && <MemberFilterForm search={search} />}
        {!isFiltered(search) && <NewcomersNotice shown={shown} />}
        {canAct && (pages.items.length > 0 || selection.items.length > 0) && (
          <SelectionBar members={pages.items} selection={selection} onChoice={setDeed} />
        )}
        <MemberList
          pages={pages}
          selection={canAct ? selection : undefined}
          empty={isFiltered(search) ? <NothingFound /> : <Nobody />}
        />
      </Stack>
      <DeedDialog kind={deed} selection={selection} onClose={() => setDeed(undefined)} />
    </>
  );
}

function idOfMember({ user_id: id }: Member): string {
  return id;
}

function Nobody(): ReactNode {
  const { t } = useTranslation('members');
  return <EmptyState icon={<IconUsers size={48} stroke={1.5} />} title={t('empty')} />;
}

function NothingFound(): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const reset = (): void => {
    void navigate({ to: '/members', search: {} });
    focusTitle();
  };
  return (
    <div role="status">
      <EmptyState
        icon={<IconSearchOff size={48} stroke={1.5} />}
        title={t('search.nothing')}
        text={t('search.nothingText')}
      >
        <Button variant="default" onClick={reset}>
          {t('search.reset')}
        </Button>
      </EmptyState>
    </div>
  );
}
