import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import type { InvitePreview } from '@gatehouse/sdk';
import { IconKey } from '@tabler/icons-react';
import { useEffect, useRef, useState, type SubmitEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../boot/boot.js';
import { CommunityIcon } from '../ui/community-icon.js';
import { ProblemAlert } from '../ui/problem-alert.js';
import { giveName, join, type HowIn } from './join.js';
import { useTitle } from './use-title.js';

interface Props {
  readonly preview: InvitePreview;
  readonly how: HowIn;
  readonly displayName: string | null;
}

const MAX_NAME = 64;
const TEXTS = {
  joined: 'joinedText',
  tried: 'alreadyText',
  granted: 'grantedText',
  known: 'alreadyText',
} as const;

/** Who is in, and where they go on. */
export function MemberAlready({ preview, how, displayName }: Props): ReactNode {
  const { t } = useTranslation('join');
  const { server_name: name, server_icon: icon, grants } = preview;
  const title = t(how === 'joined' ? 'joinedTitle' : 'alreadyTitle');
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => heading.current?.focus(), [how]);
  return (
    <Stack gap="lg">
      <Stack align="center" gap="xs" ta="center">
        <CommunityIcon name={name} icon={icon} size={64} />
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <Text c="dimmed">{t(TEXTS[how], { name, role: grants?.role_name })}</Text>
      </Stack>
      {how === 'joined' && (
        <Alert color="yellow" variant="outline" icon={<IconKey aria-hidden />}>
          {t('saveKey')}
        </Alert>
      )}
      <GoOn name={name} asksName={how === 'joined' && displayName === null} />
      {how === 'known' && grants !== null && (
        <Button variant="default" fullWidth onClick={() => void join(preview)}>
          {t('useAnyway')}
        </Button>
      )}
    </Stack>
  );
}

function GoOn({
  name,
  asksName,
}: {
  readonly name: string;
  readonly asksName: boolean;
}): ReactNode {
  const { t } = useTranslation('join');
  const [called, setCalled] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const goOn = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      if (called.trim() !== '') await giveName(called.trim());
      window.location.assign(urlOf('/'));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void goOn(event)}>
      <Stack gap="md">
        {asksName && (
          <TextInput
            label={t('nameLabel')}
            description={t('nameHint')}
            value={called}
            onChange={(event) => setCalled(event.currentTarget.value)}
            maxLength={MAX_NAME}
            autoComplete="nickname"
          />
        )}
        {failure !== undefined && <ProblemAlert error={failure} />}
        <Button
          type="submit"
          size="lg"
          fullWidth
          loading={busy}
          classNames={{ root: 'grows', label: 'wraps' }}
        >
          {t('continueToCommunity', { name })}
        </Button>
      </Stack>
    </form>
  );
}
