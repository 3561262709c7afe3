import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { Unreachable } from '@gatehouse/sdk';
import { useTranslation } from 'react-i18next';
import { closeCreateInvite, useDialogs } from '../../stores/dialogs.js';
import { problemText } from '../shared/problem-text.js';
import { toastProblem } from '../shared/toast.js';

/**
 * The dialog that makes an invite, fetched beside the page. Where that fails, it is tried again when the dialog is
 * wanted; the page does without it till then.
 */
export function LateCreateInvite(): ReactNode {
  const { t } = useTranslation('problems');
  const isWanted = useDialogs(({ createInvite }) => createInvite);
  const [Dialog, setDialog] = useState<ComponentType>();
  useEffect(() => {
    if (Dialog) return;
    import('../invites/CreateInviteDialog.js').then(
      ({ CreateInviteDialog }) => setDialog(() => CreateInviteDialog),
      (cause: unknown) => {
        if (!isWanted) return;
        closeCreateInvite();
        toastProblem(problemText(new Unreachable('A part of the page is missing.', { cause }), t));
      },
    );
  }, [Dialog, isWanted, t]);
  return Dialog && <Dialog />;
}
