import { Autocomplete } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonChoice } from './person-choice.js';

interface Props {
  readonly label: string;
  readonly choice: PersonChoice;
  readonly hint?: string;
}

export function PersonField({ label, choice, hint }: Props): ReactNode {
  const { t } = useTranslation('people');
  const { text, setText, options, fault, onFocus } = choice;
  return (
    <Autocomplete
      label={label}
      description={hint ?? t('choice.hint')}
      data={[...new Set(options.map((option) => option.label))]}
      // The server has found them already.
      filter={({ options: found }) => found}
      value={text}
      onChange={setText}
      onFocus={onFocus}
      error={fault === undefined ? undefined : t(`choice.${fault}`)}
      comboboxProps={{ withinPortal: true }}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
