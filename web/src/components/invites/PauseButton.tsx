import type { Invite } from '@gatehouse/sdk';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../shared/BusyButton.js';
import { usePause } from '../shared/usePause.js';

/** Pauses or resumes an invite; nothing for those who could only be refused. */
export function PauseButton({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const { isPaused, isOneWay, isBusy, toggle } = usePause(invite);
  if (isPaused && isOneWay) return null;
  const Shown = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <BusyButton
      variant="default"
      leftSection={<Shown size={18} aria-hidden />}
      isBusy={isBusy}
      onClick={toggle}
    >
      {t(isPaused ? 'pause.resume' : 'pause.pause')}
    </BusyButton>
  );
}
