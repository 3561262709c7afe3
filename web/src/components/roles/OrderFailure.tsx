import { Alert, Text } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isOrderConflict } from '../../stores/role-order.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { NoRoom } from './useRoleOrder.js';

/** Why a role is not where it was moved to. */
export function OrderFailure({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation('roles');
  if (error instanceof NoRoom) return <Text role="alert">{t('noRoom')}</Text>;
  if (!isOrderConflict(error)) return <ProblemAlert error={error} />;
  return (
    <Alert
      color="yellow"
      variant="outline"
      icon={<IconRefreshAlert aria-hidden />}
      title={t('orderChanged')}
      role="alert"
    >
      <Text size="sm">{t('orderChangedText')}</Text>
    </Alert>
  );
}
