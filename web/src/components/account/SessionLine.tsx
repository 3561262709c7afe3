import { Badge, Group, Text } from '@mantine/core';
import type { OpenSession } from '@gatehouse/sdk';
import { IconDeviceDesktop, IconDeviceMobile, IconTerminal2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../shared/BusyButton.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { deviceOf, type Device } from './device.js';

const ICONS = {
  computer: IconDeviceDesktop,
  phone: IconDeviceMobile,
  program: IconTerminal2,
} as const satisfies Record<Device['kind'], unknown>;

interface Props {
  readonly session: OpenSession;
  readonly isEnding: boolean;
  readonly onEnd: () => void;
}

/** From what somebody is signed in, since when, and how to end it. */
export function SessionLine({ session, isEnding, onEnd }: Props): ReactNode {
  const { t } = useTranslation('account');
  const { created_at: since, last_used_at: used, is_current: isCurrent } = session;
  const device = deviceOf(session.user_agent);
  const { program, system } = device;
  const name =
    program === undefined
      ? t('sessions.unknown')
      : system === undefined
        ? program
        : t('sessions.device', { program, system });
  const wasUsed = used !== null && used !== since;
  const Icon = ICONS[device.kind];
  return (
    <Group component="li" wrap="nowrap" gap="sm" align="flex-start">
      <Icon size={24} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <Text component="bdi" fw={600} title={session.user_agent ?? undefined} truncate>
            {name}
          </Text>
          {isCurrent && (
            <Badge variant="default" tt="none">
              {t('sessions.current')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {since !== null && (
            <>
              {t('sessions.since')} <RelativeTime at={since} />
            </>
          )}
          {wasUsed && since !== null && ' · '}
          {wasUsed && (
            <>
              {t('sessions.used')} <RelativeTime at={used} />
            </>
          )}
        </Text>
      </div>
      {!isCurrent && (
        <BusyButton
          variant="default"
          size="xs"
          isBusy={isEnding}
          onClick={onEnd}
          aria-label={t('sessions.endOf', { name })}
        >
          {t('sessions.end')}
        </BusyButton>
      )}
    </Group>
  );
}
