import { Button, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonView } from '../../stores/person.js';
import { PersonSign, shortKey, useNameOf } from './Person.js';

/** Somebody, and what is to be said of them. */
export interface Named {
  readonly person: PersonView;
  readonly note?: string | undefined;
  readonly icon?: ReactNode;
}

interface Props {
  /** What they have in common. */
  readonly title: string;
  readonly people: readonly Named[];
}

/** So many are named at first, and so many more each time: a wave may be of thousands. */
const SHOWN = 50;
const MORE = 200;

/** Names in a dialog, in a box of their own that is scrolled. */
export function PeopleList({ title, people }: Props): ReactNode {
  const { t } = useTranslation('people');
  const [most, setMost] = useState(SHOWN);
  const names = useRef<HTMLDivElement>(null);
  if (people.length === 0) return null;
  const shown = people.slice(0, most);
  const rest = people.length - shown.length;
  const showMore = (): void => {
    setMost(most + MORE);
    // The button is gone then.
    if (rest <= MORE) names.current?.focus();
  };
  return (
    <Stack gap={4} component="section" aria-label={title}>
      <Text fw={600} size="sm">
        {title}
      </Text>
      <ScrollArea.Autosize
        mah={190}
        type="auto"
        viewportRef={names}
        viewportProps={{ tabIndex: 0 }}
      >
        <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
          {shown.map((each) => (
            <OneNamed key={each.person.user_id} {...each} />
          ))}
        </Stack>
        {rest > 0 && (
          <Button mt="xs" size="compact-sm" variant="default" onClick={showMore}>
            {t('nameMore', { count: Math.min(rest, MORE) })}
          </Button>
        )}
      </ScrollArea.Autosize>
    </Stack>
  );
}

function OneNamed({ person, note, icon }: Named): ReactNode {
  const nameOf = useNameOf();
  const { display_name: name, pubkey } = person;
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="center">
      {icon ?? <PersonSign person={person} size={24} />}
      <Text size="sm" component="div" style={{ minWidth: 0 }}>
        <bdi>{nameOf(person)}</bdi>
        {/* Others may be called the same. */}
        {name != null && pubkey !== null && (
          <Text span size="xs" c="dimmed" ff="monospace">
            {' '}
            {shortKey(pubkey)}
          </Text>
        )}
        {note !== undefined && (
          <Text span size="sm" c="dimmed">
            {' · '}
            {note}
          </Text>
        )}
      </Text>
    </Group>
  );
}
