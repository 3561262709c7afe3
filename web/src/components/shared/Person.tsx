import { Avatar, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonView } from '../../stores/person.js';
import { colorOf, initialsOf } from './monogram.js';

const SHOWN_OF_KEY = 8;

/** So much of a key or a user id that one tells it from others. */
export function shortKey(key: string): string {
  return `${key.slice(0, SHOWN_OF_KEY)}…`;
}

/** What to call somebody: by name, else by the beginning of their key. */
export function useNameOf(): (person: PersonView) => string {
  const { t } = useTranslation('people');
  return ({ display_name: name, pubkey }) =>
    name ?? (pubkey === null ? t('erased') : shortKey(pubkey));
}

/** A name, and as much of the key as tells two of the same name apart. */
export function useLabelOf(): (person: PersonView) => string {
  const nameOf = useNameOf();
  return (person) =>
    person.display_name == null || person.pubkey === null
      ? nameOf(person)
      : `${person.display_name} (${shortKey(person.pubkey)})`;
}

/** What was typed without the key behind a name: whoever chooses from a list has both in the field. */
export function withoutKey(label: string): string {
  return label.replace(/ \(\w+…\)$/, '');
}

/** A coloured sign that is always the same for the same person. */
export function PersonSign({
  person,
  size = 36,
}: {
  readonly person: PersonView;
  readonly size?: number;
}): ReactNode {
  const { display_name: name, user_id: id } = person;
  return (
    <Avatar
      color={`${colorOf(id)}.9`}
      variant="filled"
      radius="xl"
      size={size}
      alt=""
      aria-hidden="true"
    >
      {initialsOf(name ?? '')}
    </Avatar>
  );
}

interface Props {
  readonly person: PersonView;
  /** The name, as a link perhaps. */
  readonly children?: ReactNode;
}

/** Sign, name, and the beginning of the key. */
export function PersonLine({ person, children }: Props): ReactNode {
  const nameOf = useNameOf();
  const { display_name: name, pubkey } = person;
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <PersonSign person={person} />
      <div style={{ minWidth: 0 }}>
        {children ?? (
          <Text component="bdi" fw={600}>
            {nameOf(person)}
          </Text>
        )}
        {name !== null && name !== undefined && pubkey !== null && (
          <Text size="xs" c="dimmed" ff="monospace">
            {shortKey(pubkey)}
          </Text>
        )}
      </div>
    </Group>
  );
}
