import { Button, Stack, Text } from '@mantine/core';
import type { InvitePreview } from '@gatehouse/sdk';
import { IconClock, IconKey, IconShield } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../clock/clock.js';
import { useFormats } from '../i18n/formats.js';
import { CommunityHead } from './community-head.js';
import { join } from './join.js';
import classes from './join-page.module.css';
import { useTitle } from './use-title.js';

interface Props {
  readonly preview: InvitePreview;
  readonly joining: boolean;
}

/** What the invite leads to, and the one button. */
export function Invitation({ preview, joining }: Props): ReactNode {
  const { t } = useTranslation('join');
  const { server_name: name, grants, expires_at } = preview;
  useTitle(t('documentTitle', { name }));
  return (
    <Stack gap="lg">
      <CommunityHead preview={preview} above={t('invitedTo')} />
      <Stack gap="xs">
        {grants && (
          <div className={classes.fact}>
            <IconShield size={20} aria-hidden style={colored(grants.role_color)} />
            <Text>{t('grantsRole', { role: grants.role_name })}</Text>
          </div>
        )}
        <div className={classes.fact}>
          <IconClock size={20} aria-hidden />
          <Text>{expires_at === null ? t('neverExpires') : <Expiry at={expires_at} />}</Text>
        </div>
        <div className={classes.fact}>
          <IconKey size={20} aria-hidden />
          <Text>{t('keyHint')}</Text>
        </div>
      </Stack>
      <Button
        size="lg"
        fullWidth
        loading={joining}
        onClick={() => void join(preview)}
        classNames={{ root: 'grows', label: 'wraps' }}
      >
        {t('join', { name })}
      </Button>
      <span className="visually-hidden" role="status">
        {joining ? t('joining') : ''}
      </span>
    </Stack>
  );
}

function Expiry({ at }: { readonly at: string }): ReactNode {
  const { t } = useTranslation('join');
  const formats = useFormats();
  const now = useNow(1000);
  const relative = formats.relative(Date.parse(at), now);
  return <time dateTime={at}>{t('expires', { date: formats.dateTime(at), relative })}</time>;
}

/** Only for show: the role's name stands beside it. */
function colored(color: string | null): CSSProperties | undefined {
  return color === null ? undefined : { color };
}
