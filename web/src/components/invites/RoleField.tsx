import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoleChoices, type RoleChoice } from '../shared/grantable.js';

interface Props {
  /** A role's id; empty: none. */
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly error: string | undefined;
}

/** Which role an invite grants; those that its maker may not grant say why. */
export function RoleField({ value, onChange, error }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const choices = useRoleChoices();
  const mayChoose = choices.some(({ refusal }) => refusal === undefined);
  const text = ({ role: { name }, refusal }: RoleChoice): string =>
    refusal === undefined
      ? name
      : t('form.roleRefused', { name, why: t(`form.notGrantable.${refusal}`) });
  return (
    <NativeSelect
      label={t('form.role')}
      description={t(mayChoose ? 'form.roleHint' : 'form.noRoles')}
      data={[
        { value: '', label: t('form.noRole') },
        ...choices.map((choice) => ({
          value: choice.role.id,
          label: text(choice),
          disabled: choice.refusal !== undefined,
        })),
      ]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}
