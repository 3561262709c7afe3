import { NativeSelect } from '@mantine/core';
import { permissionsIn, type Role } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useRoles } from '../../stores/community.js';
import { EVERYONE, isBelow, lacking, useMyStanding } from '../../stores/standing.js';

interface Props {
  /** A role's id; empty: none yet. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** Which role is given; those that whoever looks cannot give say why. */
export function GivenRole({ value, onChange }: Props): ReactNode {
  const { t } = useTranslation('members');
  const may = useMay();
  const mine = useMyStanding();
  const roles = [...useRoles().values()]
    .filter(({ id }) => id !== EVERYONE)
    .sort((one, other) => other.position - one.position);
  const refusalOf = (role: Role): 'notBelow' | 'lacks' | undefined => {
    if (!isBelow(role, mine)) return 'notBelow';
    return lacking(permissionsIn(role.permissions), may).length > 0 ? 'lacks' : undefined;
  };
  const choices = roles.map((role) => {
    const refusal = refusalOf(role);
    const { id, name } = role;
    return {
      value: id,
      label: refusal === undefined ? name : t(`deed.role.refused.${refusal}`, { name }),
      disabled: refusal !== undefined,
    };
  });
  return (
    <NativeSelect
      label={t('deed.role.which')}
      data={[{ value: '', label: t('deed.role.choose') }, ...choices]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data-autofocus
    />
  );
}
