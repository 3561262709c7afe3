import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PRESETS, type Draft, type Expiry, type Field } from '../../stores/invite-terms.js';
import { ChoiceChips } from '../shared/ChoiceChips.js';
import { UsesField } from './UsesField.js';

interface Props {
  readonly draft: Draft;
  readonly errors: Readonly<Partial<Record<Field, string>>>;
  readonly onChange: (changes: Partial<Draft>) => void;
  /** When it ends now, for an invite that there is already. */
  readonly kept?: string;
}

/** The terms that can be set at first and changed later. */
export function TermFields({ draft, errors, onChange, kept }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const presets = PRESETS.map((value) => ({ value, label: t(`form.expiry.${value}`) }));
  return (
    <>
      <ChoiceChips<Expiry>
        label={t('form.expires')}
        choices={kept === undefined ? presets : [{ value: 'keep', label: kept }, ...presets]}
        value={draft.expiry}
        onChoice={(expiry) => onChange({ expiry })}
        error={errors.expiry}
        isFirst
      >
        {draft.expiry === 'at' && (
          <TextInput
            type="datetime-local"
            label={t('form.date')}
            value={draft.expiresAt}
            onChange={(event) => onChange({ expiresAt: event.currentTarget.value })}
            error={errors.expiresAt}
            mt="sm"
          />
        )}
      </ChoiceChips>
      <UsesField draft={draft} onChange={onChange} error={errors.maxUses} />
      <TextInput
        label={t('form.label')}
        description={t('form.labelHint')}
        value={draft.label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
        error={errors.label}
        autoComplete="off"
      />
    </>
  );
}
