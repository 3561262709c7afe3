import type { Invite } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { editInvite } from '../../api/invites.js';
import { hear } from '../../stores/heard-invites.js';
import { problemText } from '../shared/problem-text.js';
import { toastProblem } from '../shared/toast.js';
import { toastUndo } from '../shared/ToastUndo.js';

interface Pausing {
  readonly isPaused: boolean;
  readonly isBusy: boolean;
  /** Pauses it, or resumes it if it is paused. */
  readonly toggle: () => void;
}

/** Pauses or resumes an invite at once: it can be undone. */
export function usePause({ code, status }: Invite): Pausing {
  const { t } = useTranslation('invites');
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const setting = useMutation({
    mutationFn: (paused: boolean) => editInvite(code, { paused }),
    onSuccess: (edited, paused) => {
      hear(queries, edited);
      toastUndo({
        text: t(paused ? 'pause.paused' : 'pause.resumed'),
        undo: t('pause.undo'),
        onUndo: () => setting.mutate(!paused),
      });
    },
    onError: (error) => toastProblem(problemText(error, problem)),
  });
  const isPaused = status === 'paused';
  return { isPaused, isBusy: setting.isPending, toggle: () => setting.mutate(!isPaused) };
}
