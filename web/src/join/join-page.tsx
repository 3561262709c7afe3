import { Anchor, Loader, Stack, Text } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from '../shell/front-door.js';
import { Invitation } from './invitation.js';
import { code, goOnWhenOnline, recogniseMember, useJoin } from './join.js';
import { MemberAlready } from './member-already.js';
import { Refusal } from './refusal.js';

/** The page behind every link. */
export function JoinPage(): ReactNode {
  const { t } = useTranslation('join');
  useEffect(() => {
    goOnWhenOnline();
    void recogniseMember();
  }, []);
  const { host } = window.location;
  return (
    <FrontDoor
      below={
        <Text size="sm" ta="center" c="dimmed">
          <Anchor href={`decentcom://${host}/invite/${code}`} size="sm" underline="always">
            {t('openInApp')}
          </Anchor>
          <br />
          {t('openInAppHint')}
        </Text>
      }
    >
      <Step />
    </FrontDoor>
  );
}

function Step(): ReactNode {
  const { t } = useTranslation();
  const state = useJoin();
  switch (state.step) {
    case 'loading':
      return (
        <Stack align="center" py="xl" role="status">
          <Loader aria-hidden />
          <Text>{t('loading')}</Text>
        </Stack>
      );
    case 'invited':
      return <Invitation {...state} />;
    case 'in':
      return <MemberAlready {...state} />;
    case 'refused':
      return <Refusal {...state} />;
  }
}
