import { Button, Text } from '@mantine/core';
import { permissionsIn, type Role } from '@gatehouse/sdk';
import { IconEye } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { lacking } from '../../stores/standing.js';
import { viewAs } from '../../stores/view-as.js';
import { announce } from '../shared/Announcer.js';

interface Props {
  readonly role: Role;
  /** Asks, if anything would be lost. */
  readonly mayLeave: () => Promise<boolean>;
}

/** Shows the console as whoever has a role sees it, to those who manage roles. */
export function ViewAs({ role, mayLeave }: Props): ReactNode {
  const { t } = useTranslation('roles');
  const may = useMay();
  const navigate = useNavigate();
  if (!may('manage_roles')) return null;
  // Of what only its holders are told, there would be nothing to show.
  if (lacking(permissionsIn(role.permissions), may).length > 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('viewAsLacking')}
      </Text>
    );
  }
  const view = async (): Promise<void> => {
    if (!(await mayLeave())) return;
    viewAs(role);
    announce(t('viewingAs', { name: role.name }));
    await navigate({ to: '/', ignoreBlocker: true });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconEye size={18} aria-hidden />}
      onClick={() => void view()}
    >
      {t('viewAs')}
    </Button>
  );
}
