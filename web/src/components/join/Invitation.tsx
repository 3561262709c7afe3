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

/** The server's clock and this one differ a little. */
const AFTER_MS = 1000;
/** No timer waits longer (24.8 days): nobody has the page open that long. */
const MOST_MS = 2 ** 31 - 1;

interface Props {
  readonly preview: InvitePreview;
  readonly joining: boolean;
}

/** What the invite leads to, and the one button. */
export function Invitation({ preview, joining }: Props): ReactNode {
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
    const timer = setTimeout(() => void actions.noteEnd(), wait);
    return () => clearTimeout(timer);
  }, [actions, expires_at]);
  return (
    <>
      <CommunityHead preview={preview} above={t('invitedTo')} heading={heading} />
      {(grants !== null || expires_at !== null) && (
        <ul className={classes.facts}>
          {grants && (
            <li>
              <IconShield size={20} aria-hidden color={grants.role_color ?? 'currentColor'} />
              <span>
                {t('role')} <bdi className={classes.role}>{grants.role_name}</bdi>
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
      <Button
        isPrimary
        isBusy={joining}
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
