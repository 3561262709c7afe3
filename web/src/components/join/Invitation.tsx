import type { InvitePreview } from '@gatehouse/sdk';
import { IconClock, IconShield } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStepFocus } from '../../hooks/useStepFocus.js';
import { now } from '../../stores/clock.js';
import { CommunityHead } from './CommunityHead.js';
import { Ending } from './Ending.js';
import classes from './JoinPage.module.css';
import { usePage } from './page.js';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';

/** The server's clock and this one differ a little. */
const AFTER_MS = 1000;
const AGAIN_MS = 5000;
/** No timer waits longer (24.8 days): nobody has the page open that long. */
const MOST_MS = 2 ** 31 - 1;

interface Props {
  readonly preview: InvitePreview;
  readonly joining: boolean;
  readonly held?: boolean;
  readonly isKeyLost?: boolean;
}

/** What the invite leads to, and the one button. */
export function Invitation({
  preview,
  joining,
  held = false,
  isKeyLost = false,
}: Props): ReactNode {
  const { t } = useTranslation('join');
  const { actions } = usePage();
  const { server_name: name, grants, expires_at } = preview;
  const title = t('documentTitle', { name });
  const heading = useStepFocus('invited');
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (expires_at === null) return undefined;
    const wait = Math.max(0, Date.parse(expires_at) - now()) + AFTER_MS;
    if (wait > MOST_MS) return undefined;
    // Until something else is shown: the clocks may differ, or the network be gone.
    const look = (): void => {
      timer = setTimeout(look, AGAIN_MS);
      if (!document.hidden) void actions.noteEnd();
    };
    let timer = setTimeout(look, wait);
    return () => clearTimeout(timer);
  }, [actions, expires_at]);
  return (
    <>
      <CommunityHead preview={preview} above={t('invitedTo')} heading={heading} />
      {(grants !== null || expires_at !== null) && (
        <ul className={classes.facts}>
          {grants && (
            <li>
              <IconShield size={20} aria-hidden />
              <span>
                {t('role')}{' '}
                <span className={classes.role}>
                  {grants.role_color !== null && (
                    <svg viewBox="0 0 2 2" fill={grants.role_color} aria-hidden>
                      <circle cx="1" cy="1" r="1" />
                    </svg>
                  )}
                  <bdi>{grants.role_name}</bdi>
                </span>
              </span>
            </li>
          )}
          {expires_at !== null && (
            <li>
              <IconClock size={20} aria-hidden />
              <Ending at={expires_at} />
            </li>
          )}
        </ul>
      )}
      {isKeyLost && <Notice role="status">{t('lostKey')}</Notice>}
      <Button
        isPrimary
        isBusy={joining || held}
        onIntent={actions.prepare}
        onClick={() => void actions.join(preview)}
      >
        {t('join', { name })}
      </Button>
      <span className="visually-hidden" role="status">
        {joining ? t('joining') : ''}
      </span>
    </>
  );
}
