import { Button, Code, Divider, Group, Stack, Text, Title } from '@mantine/core';
import type { InvitePreview } from '@gatehouse/sdk';
import {
  IconAlertTriangle,
  IconClockPause,
  IconHourglassEmpty,
  IconLinkOff,
  IconLock,
  IconWifiOff,
} from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../clock/clock.js';
import { findIdentity } from '../identity/key-store.js';
import { LinkField } from '../invite-link/link-field.js';
import { CopyButton } from '../ui/copy-button.js';
import { canPass, joinProblem, type JoinProblem } from './join-problem.js';
import { tryAgain } from './join.js';
import { useTitle } from './use-title.js';

interface Props {
  readonly error: unknown;
  readonly preview: InvitePreview | undefined;
  readonly notBefore: number;
}

/** What is the matter, and what to do about it. */
export function Refusal({ error, preview, notBefore }: Props): ReactNode {
  const { t } = useTranslation('join');
  const problem = joinProblem(error);
  const title = t(`problem.${problem}.title`);
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => heading.current?.focus(), [problem]);
  return (
    <Stack gap="lg">
      <Stack align="center" gap="xs" ta="center">
        <Text c="dimmed" component="span" aria-hidden>
          <ProblemIcon problem={problem} />
        </Text>
        {preview && (
          <Text c="dimmed">
            <bdi>{preview.server_name}</bdi>
          </Text>
        )}
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <Text>{t(`problem.${problem}.advice`)}</Text>
        {problem === 'unreachable' && !navigator.onLine && <Text c="dimmed">{t('offline')}</Text>}
      </Stack>
      {problem === 'NOT_ALLOWLISTED' && <OwnKey />}
      {canPass(problem) && <TryAgain notBefore={notBefore} />}
      {!canPass(problem) && problem !== 'MEMBER_BANNED' && (
        <>
          <Divider label={t('anotherLink')} />
          <LinkField />
        </>
      )}
    </Stack>
  );
}

function TryAgain({ notBefore }: { readonly notBefore: number }): ReactNode {
  const { t } = useTranslation('join');
  const seconds = Math.max(0, Math.ceil((notBefore - useNow(1000)) / 1000));
  return (
    <Button size="lg" fullWidth disabled={seconds > 0} onClick={() => void tryAgain()}>
      {seconds > 0 ? t('tryAgainIn', { count: seconds }) : t('tryAgain')}
    </Button>
  );
}

/** For whoever has to be put on the list. */
function OwnKey(): ReactNode {
  const { t } = useTranslation('join');
  const [pubkey, setPubkey] = useState('');
  useEffect(() => {
    findIdentity().then(
      (identity) => setPubkey(identity?.pubkey ?? ''),
      () => setPubkey(''),
    );
  }, []);
  if (pubkey === '') return null;
  return (
    <Stack gap="xs">
      <Text fw={600}>{t('yourKey')}</Text>
      <Code block>{pubkey}</Code>
      <Group>
        <CopyButton text={pubkey} />
      </Group>
    </Stack>
  );
}

function ProblemIcon({ problem }: { readonly problem: JoinProblem }): ReactNode {
  const size = 56;
  const stroke = 1.5;
  switch (problem) {
    case 'INVITE_EXPIRED':
    case 'RATE_LIMITED':
      return <IconHourglassEmpty size={size} stroke={stroke} />;
    case 'INVITE_PAUSED':
      return <IconClockPause size={size} stroke={stroke} />;
    case 'INVITE_EXHAUSTED':
    case 'INVITE_REVOKED':
    case 'INVITE_NOT_FOUND':
    case 'INVITER_GONE':
    case 'ROLE_HIERARCHY':
      return <IconLinkOff size={size} stroke={stroke} />;
    case 'MEMBER_BANNED':
    case 'MEMBERSHIP_CLOSED':
    case 'NOT_ALLOWLISTED':
      return <IconLock size={size} stroke={stroke} />;
    case 'unreachable':
      return <IconWifiOff size={size} stroke={stroke} />;
    case 'STORAGE_UNAVAILABLE':
    case 'OUTCOME_UNKNOWN':
    case 'INTERNAL_ERROR':
    case 'CHALLENGE_FAILED':
    case 'storageBlocked':
    case 'unexpected':
      return <IconAlertTriangle size={size} stroke={stroke} />;
  }
}
