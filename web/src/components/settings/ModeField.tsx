import { Radio, Stack } from '@mantine/core';
import type { MembershipMode } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const MODES = [
  'open',
  'invite_only',
  'allowlist',
  'closed',
] as const satisfies readonly MembershipMode[];

interface Props {
  readonly mode: MembershipMode;
  readonly onChange: (mode: MembershipMode) => void;
  readonly error: string | undefined;
}

/** Who can join, each way in words. */
export function ModeField({ mode, onChange, error }: Props): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Radio.Group
      label={t('mode')}
      value={mode}
      onChange={(value) => onChange(modeOf(value))}
      error={error}
    >
      <Stack gap="sm" mt="xs">
        {MODES.map((each) => (
          <Radio
            key={each}
            value={each}
            label={t(`modes.${each}.name`)}
            description={t(`modes.${each}.text`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function modeOf(value: string): MembershipMode {
  return MODES.find((mode) => mode === value) ?? 'invite_only';
}
