import type { Invite } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { setPaused } from '../../stores/edit-invite.js';
import { problemText } from './problem-text.js';
import { toast, toastProblem } from './toast.js';
import { toastUndo } from './ToastUndo.js';
import { useConfirm } from './useConfirm.js';
import { useUngrantable } from './grantable.js';

interface Pausing {
  readonly isPaused: boolean;
  /** Whoever looks could not resume it. */
  readonly isOneWay: boolean;
  readonly isBusy: boolean;
  /** Pauses it, or resumes it if it is paused. */
  readonly toggle: () => void;
}

/** Pauses or resumes an invite: at once if whoever does so can undo it, else they are asked. */
export function usePause({ code, label, status, grant_role_id }: Invite): Pausing {
  const { t } = useTranslation('invites');
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const ungrantable = useUngrantable(grant_role_id);
  const setting = useMutation({
    mutationFn: (paused: boolean) => setPaused(queries, code, paused),
    onSuccess: (_, paused) => {
      if (ungrantable) {
        toast(t('pause.paused'));
        return;
      }
      toastUndo({
        to: code,
        text: t(paused ? 'pause.paused' : 'pause.resumed'),
        undo: t('pause.undo'),
        onUndo: () => setting.mutateAsync(!paused),
      });
    },
    onError: (error) => toastProblem(problemText(error, problem)),
  });
  const isPaused = status === 'paused';
  const toggle = async (): Promise<void> => {
    if (ungrantable && !isPaused) {
      const isSure = await confirm({
        title: t('pause.askTitle', { name: label ?? code }),
        text: t('pause.askText', {
          role: ungrantable.role.name,
          why: t(`form.notGrantable.${ungrantable.why}`),
        }),
        confirm: t('pause.pause'),
      });
      if (!isSure) return;
    }
    setting.mutate(!isPaused);
  };
  return {
    isPaused,
    isOneWay: ungrantable !== undefined,
    isBusy: setting.isPending,
    toggle: () => void toggle(),
  };
}
