import { Group, SegmentedControl, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { without } from '../../stores/search-params.js';
import { useMe } from '../../stores/community.js';
import { ownerQuery } from '../../stores/standing.js';
import { InviteTree } from '../shared/InviteTree.js';
import { Loading } from '../shared/Loading.js';
import { PageLink } from '../shared/PageLink.js';
import { PageTitle } from '../shared/PageTitle.js';
import { DrawnTreeOf } from './DrawnTreeOf.js';
import { TreeSearch } from './TreeSearch.js';

/** Who brought whom, from the owner or around somebody: drawn, or as a list. */
export function TreePage(): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const { user_id: me } = useMe();
  const { person: asked, view } = useSearch({ from: '/members/tree' });
  const owner = useQuery({ ...ownerQuery, enabled: asked === undefined });
  // At the top, where there is one.
  const person = asked ?? (owner.isLoading ? undefined : (owner.data ?? me));
  const [searches, setSearches] = useState(0);
  const show = (changes: {
    readonly person?: string;
    readonly view?: 'list' | undefined;
  }): void => {
    const search = without({ person: asked, view, ...changes });
    void navigate({ to: '/members/tree', search, resetScroll: false });
  };
  return (
    <Stack gap="md">
      <div>
        <PageLink to="/members" size="sm">
          <Group gap={4}>
            <IconArrowLeft size={16} aria-hidden /> {t('all')}
          </Group>
        </PageLink>
        <PageTitle title={t('tree.title')}>
          <SegmentedControl
            aria-label={t('tree.view')}
            value={view ?? 'picture'}
            data={[
              { value: 'picture', label: t('tree.picture') },
              { value: 'list', label: t('tree.list') },
            ]}
            onChange={(chosen) => show({ view: chosen === 'list' ? 'list' : undefined })}
          />
        </PageTitle>
      </div>
      <TreeSearch
        onFound={(found) => {
          setSearches((count) => count + 1);
          show({ person: found });
        }}
      />
      {person === undefined && <Loading />}
      {person !== undefined && view === 'list' && <InviteTree key={person} person={person} />}
      {person !== undefined && view !== 'list' && (
        <DrawnTreeOf
          person={person}
          searches={searches}
          onAbove={(above) => show({ person: above })}
        />
      )}
    </Stack>
  );
}
