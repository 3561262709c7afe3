import { Autocomplete } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonChoice } from './person-choice.js';

const MOST_SHOWN = 20;

interface Props {
  readonly label: string;
  readonly choice: PersonChoice;
  readonly hint?: string;
}

export function PersonField({ label, choice, hint }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const { text, setText, options, fault, onFocus } = choice;
  return (
    <Autocomplete
      label={label}
      description={hint ?? t('person.hint')}
      data={[...new Set(options.map((option) => option.label))]}
      limit={MOST_SHOWN}
      value={text}
      onChange={setText}
      onFocus={onFocus}
      error={fault === undefined ? undefined : t(`person.${fault}`)}
      comboboxProps={{ withinPortal: true }}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
