import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../../stores/community.js';
import { without } from '../../stores/search-params.js';
import { searchedName, type MemberSearch } from '../../stores/member-search.js';
import { EVERYONE } from '../../stores/standing.js';

interface Props {
  readonly search: MemberSearch;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** How long somebody pauses who has typed what they search for, in milliseconds. */
const PAUSE_MS = 250;

/** What most people look for: a name, a role. The rest is unfolded. */
export function MemberSearchBar({ search, isOpen, onToggle }: Props): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const roles = useRoles();
  const [text, setText] = useState(search.q ?? '');
  const [shown, setShown] = useState(search.q);
  // The address may have become another by other means than typing.
  if (shown !== search.q) {
    setShown(search.q);
    if (searchedName(text) !== search.q) setText(search.q ?? '');
  }
  const show = (changes: { readonly [Name in keyof MemberSearch]?: string | undefined }): void =>
    void navigate({ to: '/members', search: without({ ...search, ...changes }), replace: true });
  const look = useDebouncedCallback((typed: string) => show({ q: searchedName(typed) }), PAUSE_MS);
  const choices = [...roles.values()]
    .filter(({ id }) => id !== EVERYONE)
    .sort((one, other) => other.position - one.position)
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        type="search"
        label={t('search.label')}
        placeholder={t('search.hint')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={text}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          look(value);
        }}
        autoComplete="off"
        spellCheck={false}
        flex="2 1 220px"
      />
      <NativeSelect
        label={t('search.role')}
        data={[{ value: '', label: t('search.anyRole') }, ...choices]}
        value={search.role ?? ''}
        onChange={({ currentTarget: { value } }) =>
          show({ role: value === '' ? undefined : value })
        }
        flex="1 1 140px"
      />
      <Button
        variant="default"
        leftSection={<IconFilter size={18} aria-hidden />}
        aria-expanded={isOpen}
        onClick={onToggle}
      >
        {t(isOpen ? 'search.fewer' : 'search.more')}
      </Button>
    </Group>
  );
}
