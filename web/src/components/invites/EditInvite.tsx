import { Button, Modal } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { newEdit, type Edit } from '../../stores/edit-invite.js';
import { differing } from '../../stores/form-draft.js';
import { draftOf } from '../../stores/invite-changes.js';
import { EditForm } from './EditForm.js';

/** Opens the dialog that changes an invite. */
export function EditInviteButton({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const [isOpen, dialog] = useDisclosure(false);
  const [edit, setEdit] = useState<Edit>(() => newEdit(invite));
  // It outlives the dialog, but not the page.
  useLeaveWarning(differing(edit.draft, draftOf(edit.base)).length > 0);
  const open = (): void => {
    // What was typed before the dialog was closed is still there.
    if (!edit.isTouched) setEdit(newEdit(invite));
    dialog.open();
  };
  const saved = (latest: Invite, sent: Edit): void => {
    // What was entered while that was under way stays, to be saved as well.
    if (edit === sent) dialog.close();
    setEdit(edit === sent ? newEdit(latest) : { ...edit, base: latest });
    toast(t('edit.saved'));
  };
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} onClick={open}>
        {t('edit.open')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('edit.title')} size="lg">
        <EditForm invite={invite} edit={edit} onEdit={setEdit} onSaved={saved} />
      </Modal>
    </>
  );
}
