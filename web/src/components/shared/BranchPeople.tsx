import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchOutcome } from '../../api/branch.js';
import { useMe } from '../../stores/community.js';
import { useIsOwner } from '../../stores/standing.js';
import { PeopleList } from './PeopleList.js';

type Skipped = BranchOutcome['skipped'][number];

/** How many invites stop with something that is done to a branch, or would; to whom, and who is left alone and why. */
export function BranchPeople({ outcome }: { readonly outcome: BranchOutcome }): ReactNode {
  const { t } = useTranslation('branch');
  const whySpared = useWhySpared();
  const { dry_run: isDry, people, skipped, invite_count: invites } = outcome;
  return (
    <Stack gap="sm">
      <Text size="sm">{t(isDry ? 'invitesWould' : 'invitesDone', { count: invites })}</Text>
      <PeopleList
        title={t('who')}
        people={people.map((person) => ({
          person,
          note: person.is_member ? undefined : t('notIn'),
        }))}
      />
      <PeopleList
        title={t(isDry ? 'sparedWould' : 'sparedDone', { count: skipped.length })}
        people={skipped.map((person) => ({ person, note: whySpared(person) }))}
      />
    </Stack>
  );
}

/** The server says which rule it was; who it is says the rest. */
function useWhySpared(): (person: Skipped) => string {
  const { t } = useTranslation(['people', 'problems']);
  const { user_id: me } = useMe();
  const isOwner = useIsOwner();
  return ({ user_id: userId, code }) => {
    if (code !== 'ROLE_HIERARCHY') {
      return t(`problems:${code}.title`, t('problems:unexpected.title'));
    }
    if (userId === me) return t('spared.self');
    return t(isOwner(userId) ? 'spared.owner' : 'spared.notBelow');
  };
}
