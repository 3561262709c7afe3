import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { openCreateInvite } from '../../stores/dialogs.js';

/** Opens the dialog that makes an invite. */
export function CreateInviteButton(): ReactNode {
  const { t } = useTranslation('invites');
  return (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={openCreateInvite}>
      {t('create')}
    </Button>
  );
}
