import { Autocomplete } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { usePersonChoice } from '../shared/person-choice.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';

interface Props {
  /** @param person a user id, or a public key */
  readonly onFound: (person: string) => void;
}

/** Finds somebody in the tree, by the beginning of their name, or by key. */
export function TreeSearch({ onFound }: Props): ReactNode {
  const { t } = useTranslation(['members', 'people']);
  const choice = usePersonChoice(undefined, { reach: 'members' });
  const { text, setText, options, fault, onFocus } = choice;
  const finding = useMutation({
    mutationFn: choice.resolve,
    onSuccess: (person) => {
      if (typeof person === 'string') onFound(person);
    },
  });
  const take = (label: string): void => {
    const chosen = options.find((option) => option.label === label);
    if (chosen) onFound(chosen.value);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    finding.mutate();
  };
  return (
    <form onSubmit={submit} role="search">
      <Autocomplete
        type="search"
        label={t('tree.find')}
        placeholder={t('search.hint')}
        leftSection={<IconSearch size={18} aria-hidden />}
        data={[...new Set(options.map(({ label }) => label))]}
        // The server has found them already.
        filter={({ options: found }) => found}
        value={text}
        onChange={setText}
        onFocus={onFocus}
        onOptionSubmit={take}
        error={fault && t(`people:choice.${fault}`)}
        autoComplete="off"
        spellCheck={false}
      />
      {finding.error && <ProblemAlert error={finding.error} />}
    </form>
  );
}
