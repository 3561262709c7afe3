import { AppShell, Burger, Group, NavLink, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useServer } from '../../stores/community.js';
import { ClockNotice } from '../shared/ClockNotice.js';
import { CommunityIcon } from '../shared/CommunityIcon.js';
import { ErrorBoundary } from '../shared/ErrorBoundary.js';
import { ReadOnlyNotice } from '../shared/ReadOnlyNotice.js';
import { ConnectionState } from './ConnectionState.js';
import { Bars } from './Bars.js';
import classes from './ConsoleLayout.module.css';
import { Keys } from './Keys.js';
import { LateCreateInvite } from './LateCreateInvite.js';
import { MeMenu } from './MeMenu.js';
import { NAV } from './nav.js';
import { useGreeting } from './useGreeting.js';

const MAIN = 'content';

/** The frame around every page: where one is, who one is, and whether it is live. */
export function ConsoleLayout(): ReactNode {
  const { t } = useTranslation(['shell', 'common']);
  const [isOpen, navigation] = useDisclosure(false);
  const { name, icon } = useServer();
  const may = useMay();
  useGreeting();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip-link" href={`#${MAIN}`}>
        {t('common:skipToContent')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={isOpen}
              onClick={navigation.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? t('nav.close') : t('nav.open')}
              aria-expanded={isOpen}
            />
            <UnstyledButton component={Link} to="/" className={classes.home}>
              <CommunityIcon name={name} icon={icon} size={36} />
              <Text component="bdi" fw={650} truncate>
                {name}
              </Text>
            </UnstyledButton>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <ConnectionState />
            <MeMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <Keys />
      {may('manage_invites') && <LateCreateInvite />}
      <AppShell.Navbar
        p="sm"
        component="nav"
        aria-label={t('nav.label')}
        className={classes.nav ?? ''}
        data-closed={isOpen ? undefined : true}
      >
        <Navigation onChoose={navigation.close} />
      </AppShell.Navbar>
      <AppShell.Main id={MAIN} tabIndex={-1}>
        <div className={classes.column}>
          <Bars />
          <ReadOnlyNotice />
          <ClockNotice />
          <ErrorBoundary key={path}>
            <Outlet />
          </ErrorBoundary>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({ onChoose }: { readonly onChoose: () => void }): ReactNode {
  const { t } = useTranslation('shell');
  const may = useMay();
  return NAV.filter(({ needs }) => needs === undefined || may(needs)).map(
    ({ to, name, icon: Icon }) => (
      <NavLink
        key={to}
        component={Link}
        to={to}
        activeOptions={{ exact: to === '/' }}
        activeProps={{ 'data-active': true }}
        label={t(`nav.${name}`)}
        leftSection={<Icon size={20} stroke={1.5} aria-hidden />}
        className={classes.link}
        onClick={onChoose}
      />
    ),
  );
}
