import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { standingQuery } from '../../stores/person.js';
import { useMe } from '../../stores/community.js';
import { PageLink } from '../shared/PageLink.js';
import { shortKey, useNameOf } from '../shared/Person.js';
import { SYSTEM } from '../../stores/person-id.js';

/** Somebody by their name, also whoever looks: what is read here is passed on to others. */
export function Who({ userId }: { readonly userId: string }): ReactNode {
  const { t } = useTranslation(['audit', 'people']);
  const { user_id: me } = useMe();
  const nameOf = useNameOf();
  const { data: person } = useQuery({ ...standingQuery(userId), enabled: userId !== SYSTEM });
  if (userId === SYSTEM) return t('people:system');
  if (!person) return <bdi>{shortKey(userId)}</bdi>;
  const { pubkey, is_member: isMember } = person;
  const name = <bdi>{nameOf(person)}</bdi>;
  return (
    <Text span inherit fw={600}>
      {pubkey !== null && isMember ? (
        <PageLink to="/members/$pubkey" params={{ pubkey }} inherit>
          {name}
        </PageLink>
      ) : (
        name
      )}
      {userId === me && ` ${t('isYou')}`}
    </Text>
  );
}
