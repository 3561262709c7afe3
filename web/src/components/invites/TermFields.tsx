import { Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PRESETS, type Draft, type Expiry, type Field } from '../../stores/invite-terms.js';

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
  const choices = kept === undefined ? presets : [{ value: 'keep', label: kept }, ...presets];
  const choose = (value: string): void => {
    const expiry = [...PRESETS, 'keep' as const].find((each) => each === value);
    if (expiry !== undefined) onChange({ expiry });
  };
  return (
    <>
      <TextInput
        label={t('form.label')}
        description={t('form.labelHint')}
        value={draft.label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
        error={errors.label}
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        label={t('form.maxUses')}
        description={t('form.maxUsesHint')}
        placeholder={t('form.unlimited')}
        value={draft.maxUses}
        onChange={(event) => onChange({ maxUses: event.currentTarget.value })}
        error={errors.maxUses}
        inputMode="numeric"
        autoComplete="off"
      />
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <NativeSelect
          label={t('form.expires')}
          data={choices}
          value={draft.expiry satisfies Expiry}
          onChange={(event) => choose(event.currentTarget.value)}
          error={errors.expiry}
        />
        {draft.expiry === 'at' && (
          <TextInput
            type="datetime-local"
            label={t('form.date')}
            value={draft.expiresAt}
            onChange={(event) => onChange({ expiresAt: event.currentTarget.value })}
            error={errors.expiresAt}
          />
        )}
      </Group>
    </>
  );
}
