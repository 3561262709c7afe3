import { Group, NativeSelect, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../../i18n/i18n.js';
import { languageFor, LANGUAGES } from '../../i18n/languages.js';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Language and appearance as two plain lists: the join page has no room for the code of menus. */
export function AppearanceChoice(): ReactNode {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const names = { auto: t('themeAuto'), light: t('themeLight'), dark: t('themeDark') };
  return (
    <Group justify="center" gap="xs">
      <NativeSelect
        size="xs"
        aria-label={t('language')}
        value={languageFor([i18n.language])}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        onChange={(event) => void chooseLanguage(languageFor([event.currentTarget.value]))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('theme')}
        value={colorScheme}
        data={SCHEMES.map((value) => ({ value, label: names[value] }))}
        onChange={(event) => {
          const wanted = event.currentTarget.value;
          setColorScheme(SCHEMES.find((scheme) => scheme === wanted) ?? 'auto');
        }}
      />
    </Group>
  );
}
