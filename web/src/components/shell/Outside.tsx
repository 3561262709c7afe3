import { Alert, Button, Divider } from '@mantine/core';
import { IconKeyOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ImportKeyButton } from '../identity/ImportKey.js';
import { mayHaveJoined } from '../../identity/joined-here.js';
import { JoinByInvite } from '../invites/JoinByInvite.js';
import { signInAfresh } from '../../stores/session.js';
import { Door } from './Door.js';
import { linkGiven } from './link-given.js';
import { DoorHead } from './DoorHead.js';

/** For whom this browser knows nobody. */
export function Welcome(): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <Door>
      {(server) => (
        <>
          <DoorHead
            server={server}
            title={t('welcome.title', { name: server.name })}
            text={t('welcome.text')}
          />
          {mayHaveJoined() && (
            <Alert
              color="yellow"
              variant="outline"
              icon={<IconKeyOff aria-hidden />}
              title={t('welcome.lostKey')}
            >
              {t('welcome.lostKeyText')}
            </Alert>
          )}
          <JoinByInvite initial={linkGiven()} />
          <Divider label={t('welcome.haveKey')} />
          <ImportKeyButton replaces={false} />
        </>
      )}
    </Door>
  );
}

export function SignedOut(): ReactNode {
  const { t } = useTranslation('shell');
  const link = linkGiven();
  return (
    <Door>
      {(server) => (
        <>
          <DoorHead server={server} title={t('signedOut.title')} text={t('signedOut.text')} />
          <Button size="lg" fullWidth onClick={() => void signInAfresh()}>
            {t('signedOut.signIn')}
          </Button>
          {link !== '' && <JoinByInvite initial={link} />}
        </>
      )}
    </Door>
  );
}
