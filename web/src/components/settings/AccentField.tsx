import { Box, ColorInput, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shadesOf } from '../../accent.js';

const COLORS = [
  '#c92a2a',
  '#d9480f',
  '#e67700',
  '#2b8a3e',
  '#087f5b',
  '#0b7285',
  '#1864ab',
  '#364fc7',
  '#5f3dc4',
  '#862e9c',
  '#a61e4d',
  '#495057',
];

const COLOR = /^#[0-9a-f]{6}$/i;

interface Props {
  readonly color: string;
  readonly onChange: (color: string) => void;
  readonly error: string | undefined;
}

/** The community's colour, and what becomes of it: the pages take the shade that can be read. */
export function AccentField({ color, onChange, error }: Props): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Stack gap="xs">
      <ColorInput
        label={t('accent_color')}
        description={t('accentHint')}
        value={color}
        onChange={onChange}
        format="hex"
        // What is no colour stays, and the answer says so.
        fixOnBlur={false}
        swatches={COLORS}
        // Nobody can name its sliders for those who do not see them.
        withPicker={false}
        popoverProps={{ position: 'top-start' }}
        error={error}
        eyeDropperButtonProps={{ 'aria-label': t('pickColor') }}
      />
      {COLOR.test(color) && <Preview color={color} />}
    </Stack>
  );
}

function Preview({ color }: { readonly color: string }): ReactNode {
  const { t } = useTranslation('settings');
  const shades = shadesOf(color);
  const grounds = [
    { name: 'accentLight', ground: '#ffffff', link: shades[8] },
    { name: 'accentDark', ground: '#242424', link: shades[4] },
  ] as const;
  return (
    <Group gap="sm">
      {grounds.map(({ name, ground, link }) => (
        <Group
          key={name}
          gap="sm"
          p="xs"
          bg={ground}
          bd="1px solid var(--mantine-color-default-border)"
          style={{ borderRadius: 'var(--mantine-radius-md)' }}
        >
          <Box bg={shades[8]} c="#ffffff" px="sm" py={4} fz="sm" fw={600} bdrs="md">
            {t(name)}
          </Box>
          <Text size="sm" c={link} td="underline">
            {t('accentLink')}
          </Text>
        </Group>
      ))}
    </Group>
  );
}
