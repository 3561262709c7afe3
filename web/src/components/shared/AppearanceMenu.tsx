import { Menu, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../../i18n/i18n.js';
import { languageFor, LANGUAGES } from '../../i18n/languages.js';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** The languages and appearances, as items of a menu. */
export function AppearanceItems(): ReactNode {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = { auto: t('themeAuto'), light: t('themeLight'), dark: t('themeDark') };
  return (
    <>
      <Menu.Label>{t('language')}</Menu.Label>
      <Menu.RadioGroup
        value={languageFor([i18n.language])}
        onChange={(chosen) => void chooseLanguage(languageFor([chosen]))}
      >
        {Object.entries(LANGUAGES).map(([each, name]) => (
          <Menu.RadioItem key={each} value={each} lang={each}>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Label>{t('theme')}</Menu.Label>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(chosen) => setColorScheme(SCHEMES.find((each) => each === chosen) ?? 'auto')}
      >
        {SCHEMES.map((each) => (
          <Menu.RadioItem key={each} value={each}>
            {schemes[each]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
