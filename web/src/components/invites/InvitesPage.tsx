import { Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useListSearch } from '../../hooks/useListSearch.js';
import { useFormats } from '../../i18n/formats.js';
import { useInviteCounts } from '../../stores/invites.js';
import { SHOWN } from '../../stores/shown-invites.js';
import { PageTitle } from '../shared/PageTitle.js';
import { CreateInviteButton } from './CreateInviteButton.js';
import { FoundInvites } from './FoundInvites.js';

/** All invites, by status. */
export function InvitesPage(): ReactNode {
  const { t } = useTranslation('invites');
  const formats = useFormats();
  const counts = useInviteCounts();
  const search = useListSearch();
  const { status, want } = search;
  const show = (value: string | null): void => {
    // What is searched for goes along from one status to the next.
    want({ status: SHOWN.find((each) => each === value) ?? 'active' });
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
          <FoundInvites key={status} search={search} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
