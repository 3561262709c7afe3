import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { focusTitle } from './PageTitle.js';
import { useStatus } from './StatusBadge.js';
import { usePause } from './usePause.js';

/** The same in the row of a list, for what lets people in, or would. */
export function PauseIcon({ invite }: { readonly invite: Invite }): ReactNode {
  const status = useStatus(invite);
  const isPressed = useRef(false);
  useEffect(
    () => () => {
      // The row that had the focus has gone to another list.
      if (isPressed.current && document.activeElement === document.body) focusTitle();
    },
    [],
  );
  if (status !== 'active' && status !== 'paused') return null;
  return <Toggle invite={invite} onTurn={(isIt) => (isPressed.current = isIt)} />;
}

interface ToggleProps {
  readonly invite: Invite;
  /** It is pressed, or the row was told of it, and has stayed. */
  readonly onTurn: (isPressed: boolean) => void;
}

function Toggle({ invite, onTurn }: ToggleProps): ReactNode {
  const { t } = useTranslation('invites');
  const { isPaused, isOneWay, isBusy, toggle } = usePause(invite);
  const rest = useEffectEvent(() => onTurn(false));
  useEffect(() => {
    if (!isBusy) rest();
  }, [isBusy]);
  if (isPaused && isOneWay) return null;
  const Shown = isPaused ? IconPlayerPlay : IconPlayerPause;
  const press = (): void => {
    if (isBusy) return;
    onTurn(true);
    toggle();
  };
  return (
    <Tooltip label={t(isPaused ? 'pause.resume' : 'pause.pause')} withArrow>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={t(isPaused ? 'pause.resumeOne' : 'pause.pauseOne', {
          name: invite.label ?? invite.code,
        })}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        onClick={press}
      >
        {isBusy ? <Loader size={16} aria-hidden /> : <Shown size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
