import { BusyButton } from '../shared/BusyButton.js';
import type { Invite } from '@gatehouse/sdk';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../shared/problem-text.js';
import { toastProblem } from '../shared/toast.js';
import { toastUndo } from '../shared/ToastUndo.js';
import { editInvite } from '../../api/invites.js';
import { hear } from '../../stores/heard-invites.js';

/** Pauses or resumes an invite at once: it can be undone. */
export function PauseButton({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const { code, status } = invite;
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
  return (
    <BusyButton
      variant="default"
      leftSection={
        isPaused ? (
          <IconPlayerPlay size={18} aria-hidden />
        ) : (
          <IconPlayerPause size={18} aria-hidden />
        )
      }
      isBusy={setting.isPending}
      onClick={() => setting.mutate(!isPaused)}
    >
      {t(isPaused ? 'pause.resume' : 'pause.pause')}
    </BusyButton>
  );
}
