import { Alert, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { publicUrl } from '../../boot/boot.js';
import { CommunityIcon } from './CommunityIcon.js';

const MAX_ICON = 2000;

interface Props {
  readonly name: string;
  readonly icon: string;
  readonly onChange: (icon: string) => void;
  readonly error: string | undefined;
}

/** A community's icon by its URL, and what the pages show of it. */
export function IconField({ name, icon, onChange, error }: Props): ReactNode {
  const { t } = useTranslation('settings');
  const isElsewhere = icon.trim() !== '' && !error && !icon.trim().startsWith(`${publicUrl}/`);
  return (
    <Stack gap="xs">
      <TextInput
        label={t('icon')}
        description={t('iconHint')}
        placeholder="https://…"
        value={icon}
        onChange={(event) => onChange(event.currentTarget.value)}
        maxLength={MAX_ICON}
        inputMode="url"
        error={error}
      />
      <Group gap="sm" wrap="nowrap">
        <CommunityIcon name={name} icon={error ? null : icon.trim()} size={48} />
        <Text size="sm" c="dimmed">
          {t('iconShown')}
        </Text>
      </Group>
      {isElsewhere && (
        <Alert color="gray" variant="outline" icon={<IconInfoCircle aria-hidden />}>
          {t('iconElsewhere')}
        </Alert>
      )}
    </Stack>
  );
}

/** What is wrong with an icon's URL, as it is typed. */
export function problemOfIcon(text: string): 'noUrl' | 'notHttps' | undefined {
  if (text.trim() === '') return undefined;
  if (!URL.canParse(text.trim())) return 'noUrl';
  const { protocol } = new URL(text.trim());
  // A community that is itself without TLS can have its icon so, too.
  const allowed = new Set(['https:', new URL(publicUrl).protocol]);
  return allowed.has(protocol) ? undefined : 'notHttps';
}
