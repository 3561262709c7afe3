import { Code, Text } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../shared/PageLink.js';
import { PersonById } from '../shared/PersonById.js';
import { useNameOf } from '../shared/Person.js';
import type { PersonView } from '../../stores/person.js';

interface Props {
  readonly member: Pick<Member, 'invite_code' | 'invited_by'>;
  /** Whoever brought them, if that is known here. */
  readonly inviter: PersonView | undefined;
}

/** How and by whom somebody came in: for those who manage invites, and so may see the code and its page. */
export function CameIn({ member, inviter }: Props): ReactNode {
  const { t } = useTranslation('members');
  const { invite_code: code, invited_by: by } = member;
  return (
    <Text size="sm" component="span">
      {code === null ? (
        t('cameIn.direct')
      ) : (
        <>
          {t('cameIn.invite')}{' '}
          <PageLink to="/invites/$code" params={{ code }} inherit>
            <Code>{code}</Code>
          </PageLink>
        </>
      )}
      {by !== null && (
        <>
          {' '}
          {t('cameIn.by')} <Inviter userId={by} person={inviter} />
        </>
      )}
    </Text>
  );
}

interface InviterProps {
  readonly userId: string;
  readonly person: PersonView | undefined;
}

function Inviter({ userId, person }: InviterProps): ReactNode {
  const nameOf = useNameOf();
  if (!person) return <PersonById userId={userId} />;
  const { pubkey } = person;
  if (pubkey === null) return <bdi>{nameOf(person)}</bdi>;
  return (
    <PageLink to="/members/$pubkey" params={{ pubkey }} inherit>
      <bdi>{nameOf(person)}</bdi>
    </PageLink>
  );
}
