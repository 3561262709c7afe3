import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { personQuery, standingQuery } from '../../stores/person.js';
import { useMay, useMe } from '../../stores/community.js';
import { PageLink } from './PageLink.js';
import { shortKey, useNameOf } from './Person.js';

/** The actor of what was done at the command line, or by the server itself. */
const SYSTEM = 'system';

/** Somebody of whom only the user id is known: who is no member any more, auditors alone are told. */
export function PersonById({ userId }: { readonly userId: string }): ReactNode {
  const { t } = useTranslation('people');
  const may = useMay();
  const nameOf = useNameOf();
  const { user_id: me } = useMe();
  const isSomebody = userId !== SYSTEM && userId !== me;
  const isAuditor = may('view_audit_log');
  const { data: standing } = useQuery({
    ...standingQuery(userId),
    enabled: isSomebody && isAuditor,
  });
  const { data: member } = useQuery({
    ...personQuery(userId),
    enabled: isSomebody && !isAuditor,
  });
  const person = isAuditor ? standing : member && { ...member, is_member: true };
  if (userId === SYSTEM) return t('system');
  if (userId === me) return t('you');
  if (!person) return <bdi>{shortKey(userId)}</bdi>;
  const { pubkey, is_member: isMember } = person;
  const name = <bdi>{nameOf(person)}</bdi>;
  if (pubkey === null || !isMember) return name;
  return (
    <PageLink to="/members/$pubkey" params={{ pubkey }} inherit>
      {name}
    </PageLink>
  );
}
