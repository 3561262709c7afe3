import { Group, List, Text } from '@mantine/core';
import type { Message } from '@gatehouse/sdk/gateway';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMessages } from '../../gateway.js';
import { announce } from '../shared/Announcer.js';
import { useNameOf } from '../shared/Person.js';
import type { PersonView } from '../../stores/person.js';
import { CameBy } from './CameBy.js';
import { RelativeTime } from '../shared/RelativeTime.js';

const WORDS = {
  MEMBER_JOIN: 'joined',
  MEMBER_LEAVE: 'left',
  MEMBER_KICK: 'kicked',
  MEMBER_BAN: 'banned',
} as const;
const OPS = [
  'MEMBER_JOIN',
  'MEMBER_LEAVE',
  'MEMBER_KICK',
  'MEMBER_BAN',
  // Whoever comes in says their name later, if ever.
  'MEMBER_UPDATE',
] as const;

const MOST = 10;

interface Happening {
  readonly position: Message['s'];
  readonly what: (typeof WORDS)[keyof typeof WORDS];
  readonly person: PersonView;
  readonly at: string;
  /** That they came in by, for those who may know. */
  readonly invite: string | null;
}

/** Who comes and goes while one looks. */
export function JustNow(): ReactNode {
  const { t } = useTranslation(['overview', 'shell']);
  const nameOf = useNameOf();
  const [happenings, setHappenings] = useState<readonly Happening[]>([]);
  useMessages(OPS, (message) => {
    const { op, d: person, s: position, t: seconds } = message;
    setHappenings((known) => withPerson(known, person));
    if (op === 'MEMBER_UPDATE') return;
    const what = WORDS[op];
    const at = new Date(seconds * 1000).toISOString();
    const invite = message.op === 'MEMBER_JOIN' ? (message.d.invite_code ?? null) : null;
    setHappenings((known) => [{ position, what, person, at, invite }, ...known].slice(0, MOST));
    // Said once: in a live region, the times that go on would be said again and again.
    announce(t(what, { name: nameOf(person) }));
  });
  if (happenings.length === 0) return <Text c="dimmed">{t('activityEmpty')}</Text>;
  return (
    <List listStyleType="none" spacing="xs">
      {happenings.map(({ position, what, person, at, invite }) => (
        <List.Item key={position} styles={{ itemWrapper: { display: 'block' } }}>
          <Group justify="space-between" gap="sm" wrap="nowrap">
            <div>
              <Text>{t(what, { name: nameOf(person) })}</Text>
              {invite !== null && <CameBy code={invite} />}
            </div>
            <Text size="sm" c="dimmed">
              <RelativeTime at={at} />
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}

/** The same, with somebody as they are called now: after an erasure, nothing. */
function withPerson(known: readonly Happening[], person: PersonView): readonly Happening[] {
  const { user_id } = person;
  return known.map((each) => (each.person.user_id === user_id ? { ...each, person } : each));
}
