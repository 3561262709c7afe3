import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconKey, IconKeyboard, IconLink, IconLogout } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../stores/community.js';
import { useOpenLink } from '../invites/useOpenLink.js';
import { signOut } from '../../stores/session.js';
import { mayDropAll } from '../shared/useLeaveWarning.js';
import { AppearanceItems } from '../shared/AppearanceMenu.js';
import { useShowKeys } from './Keys.js';
import { colorOf, initialsOf } from '../shared/monogram.js';

/** Everything about oneself: name and key, language, appearance, signing out. */
export function MeMenu(): ReactNode {
  const { t } = useTranslation(['shell', 'common']);
  const navigate = useNavigate();
  const { display_name: name, user_id: id } = useMe();
  const openLink = useOpenLink();
  const showKeys = useShowKeys();
  const leave = async (): Promise<void> => {
    if (await mayDropAll()) await signOut();
  };
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton aria-label={t('me.menu')}>
          <Avatar color={`${colorOf(id)}.9`} variant="filled" radius="xl" size={36} alt="">
            {initialsOf(name ?? '')}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text component="bdi" size="sm" fw={600}>
            {name ?? t('me.nameless')}
          </Text>
        </Menu.Label>
        <Menu.Item
          leftSection={<IconKey size={18} aria-hidden />}
          onClick={() => void navigate({ to: '/account' })}
        >
          {t('me.account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={18} aria-hidden />} onClick={() => openLink()}>
          {t('openLink')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={18} aria-hidden />} onClick={showKeys}>
          {t('me.keys')}
        </Menu.Item>
        <Menu.Divider />
        <AppearanceItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void leave()}>
          {t('me.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
