import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceChips } from '../shared/ChoiceChips.js';

interface Props {
  /** As it was typed; empty: no limit. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

const FEW = ['1', '5', '25', '100'] as const;
const CHOICES = ['', ...FEW, 'other'] as const;
type Uses = (typeof CHOICES)[number];

/** For how many people an invite is. */
export function UsesField({ value, onChange, error }: Props): ReactNode {
  const { t } = useTranslation('invites');
  // A number that is being typed can be one of the few for a moment.
  const [isTyped, setTyped] = useState(false);
  const chosen = isTyped ? 'other' : (CHOICES.find((each) => each === value) ?? 'other');
  const choices = [
    { value: '', label: t('form.unlimited') },
    ...FEW.map((few) => ({ value: few, label: few })),
    { value: 'other', label: t('form.otherNumber') },
  ] as const;
  const choose = (choice: Uses): void => {
    setTyped(choice === 'other');
    if (choice !== 'other') onChange(choice);
  };
  return (
    <ChoiceChips<Uses>
      label={t('form.maxUses')}
      choices={choices}
      value={chosen}
      onChoice={choose}
      error={chosen === 'other' ? undefined : error}
    >
      {chosen === 'other' && (
        <TextInput
          label={t('form.number')}
          description={t('form.maxUsesHint')}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          inputMode="numeric"
          autoComplete="off"
          mt="sm"
        />
      )}
    </ChoiceChips>
  );
}
