import { Group, List, Text } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMessages } from '../../gateway.js';
import { announce } from '../shared/Announcer.js';
import { useNameOf } from '../shared/Person.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { CameBy } from './CameBy.js';
import { goesOn, withHappening, withPerson, type Happened, type Happening } from './happenings.js';

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

/** Who comes and goes while one looks. */
export function JustNow(): ReactNode {
  const { t } = useTranslation(['overview', 'shell']);
  const nameOf = useNameOf();
  const [happened, setHappened] = useState<readonly Happened[]>([]);
  const last = useRef<Happening>(undefined);
  useMessages(OPS, (message) => {
    const { op, d: person, s: position, t: seconds } = message;
    setHappened((known) => withPerson(known, person));
    if (op === 'MEMBER_UPDATE') return;
    const what = WORDS[op];
    const at = new Date(seconds * 1000).toISOString();
    const invite = message.op === 'MEMBER_JOIN' ? (message.d.invite_code ?? null) : null;
    const happening = { position, what, person, at, invite };
    // Said once: in a live region, the times that go on would be said again and again, and so would each of a flood.
    if (!goesOn(last.current, happening)) announce(t(what, { name: nameOf(person) }));
    last.current = happening;
    setHappened((known) => withHappening(known, happening));
  });
  if (happened.length === 0) return <Text c="dimmed">{t('activityEmpty')}</Text>;
  return (
    <List listStyleType="none" spacing="xs">
      {happened.map(({ since, what, person, at, invite, others }) => (
        <List.Item key={since} styles={{ itemWrapper: { display: 'block' } }}>
          <Group justify="space-between" gap="sm" wrap="nowrap">
            <div>
              <Text>
                {others === 0
                  ? t(what, { name: nameOf(person) })
                  : t('joinedWith', { name: nameOf(person), count: others })}
              </Text>
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
