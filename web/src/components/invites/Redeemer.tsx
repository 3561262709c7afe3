import { Text } from '@mantine/core';
import type { Redemption } from '@gatehouse/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { personQuery } from '../../stores/person.js';
import { PageLink } from '../shared/PageLink.js';
import { PersonLine, useNameOf } from '../shared/Person.js';

/** Who used an invite: with a way to them, as long as they are a member. */
export function Redeemer({ person }: { readonly person: Redemption }): ReactNode {
  const { t } = useTranslation('invites');
  const nameOf = useNameOf();
  const { data: member } = useQuery(personQuery(person.user_id));
  const name = <bdi>{nameOf(person)}</bdi>;
  const pubkey = member?.pubkey;
  return (
    <PersonLine person={person}>
      {pubkey == null ? (
        <Text span fw={600}>
          {name}
        </Text>
      ) : (
        <PageLink to="/members/$pubkey" params={{ pubkey }} fw={600}>
          {name}
        </PageLink>
      )}
      {member === null && (
        <Text size="xs" c="dimmed">
          {t('redemptions.gone')}
        </Text>
      )}
    </PersonLine>
  );
}
