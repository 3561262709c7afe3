import { Badge, Checkbox, Group } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../hooks/useSelection.js';
import { useMe, useRoles } from '../../stores/community.js';
import { useIsOwner } from '../../stores/standing.js';
import { PageLink } from '../shared/PageLink.js';
import { PersonLine, useNameOf } from '../shared/Person.js';
import { RoleBadge } from '../shared/RoleBadge.js';

interface NameProps {
  readonly member: Member;
  /** Of those who can do something to several at once. */
  readonly selection: Selection<Member> | undefined;
}

export function MemberName({ member, selection }: NameProps): ReactNode {
  const { t } = useTranslation('members');
  const nameOf = useNameOf();
  const { pubkey } = member;
  const line =
    pubkey === null ? (
      <PersonLine person={member} />
    ) : (
      <PersonLine person={member}>
        <PageLink to="/members/$pubkey" params={{ pubkey }} fw={600}>
          <bdi>{nameOf(member)}</bdi>
        </PageLink>
      </PersonLine>
    );
  if (!selection) return line;
  return (
    <Group gap="sm" wrap="nowrap">
      <Checkbox
        checked={selection.has(member)}
        onChange={() => selection.toggle(member)}
        aria-label={t('select.one', { name: nameOf(member) })}
      />
      {line}
    </Group>
  );
}

export function MemberRoles({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('people');
  const { user_id: me } = useMe();
  const roles = useRoles();
  const isOwner = useIsOwner();
  const held = member.roles.flatMap((id) => roles.get(id) ?? []);
  const sorted = held.sort((one, other) => other.position - one.position);
  const isMe = member.user_id === me;
  if (sorted.length === 0 && !isMe && !isOwner(member.user_id)) return null;
  return (
    <Group gap={6}>
      {isMe && (
        <Badge variant="default" tt="none" size="lg">
          {t('you')}
        </Badge>
      )}
      {isOwner(member.user_id) && (
        <Badge variant="default" tt="none" size="lg">
          {t('owner')}
        </Badge>
      )}
      {sorted.map((role) => (
        <RoleBadge key={role.id} role={role} />
      ))}
    </Group>
  );
}
