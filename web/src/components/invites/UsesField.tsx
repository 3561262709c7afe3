import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FEW_USES, type Draft } from '../../stores/invite-terms.js';
import { ChoiceChips } from '../shared/ChoiceChips.js';

interface Props {
  readonly draft: Draft;
  readonly onChange: (changes: Partial<Draft>) => void;
  readonly error: string | undefined;
}

const CHOICES = ['', ...FEW_USES, 'other'] as const;
type Uses = (typeof CHOICES)[number];

/** For how many people an invite is. */
export function UsesField({ draft, onChange, error }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const { maxUses, isOwnNumber } = draft;
  const chosen = isOwnNumber ? 'other' : (CHOICES.find((each) => each === maxUses) ?? 'other');
  const choices = [
    { value: '', label: t('form.unlimited') },
    ...FEW_USES.map((few) => ({ value: few, label: few })),
    { value: 'other', label: t('form.otherNumber') },
  ] as const;
  const choose = (choice: Uses): void => {
    if (choice === 'other') onChange({ isOwnNumber: true });
    else onChange({ maxUses: choice, isOwnNumber: false });
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
          value={maxUses}
          onChange={(event) => onChange({ maxUses: event.currentTarget.value })}
          error={error}
          inputMode="numeric"
          autoComplete="off"
          mt="sm"
        />
      )}
    </ChoiceChips>
  );
}
