import type { InvitePreview } from '@gatehouse/sdk';
import { IconClock, IconShield } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CommunityHead } from './CommunityHead.js';
import { Ending } from './Ending.js';
import classes from './JoinPage.module.css';
import { usePage } from './page.js';
import { Button } from './ui/Button.js';

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
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <CommunityHead preview={preview} above={t('invitedTo')} />
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
