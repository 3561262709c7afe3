import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { languageFor, LANGUAGES } from '../../i18n/languages.js';
import { chooseScheme, chosenScheme, schemeFor } from './color-scheme.js';
import { usePage } from './page.js';
import { Choice } from './ui/Choice.js';
import { useIsAwake } from '../../hooks/useIsAwake.js';

/** Language and colours. */
export function Appearance(): ReactNode {
  const { t, i18n } = useTranslation();
  const { actions } = usePage();
  const isAwake = useIsAwake();
  const [chosen, setChosen] = useState<string>();
  return (
    <>
      <Choice
        label={t('language')}
        value={languageFor([i18n.language])}
        options={LANGUAGES}
        onChoice={(language) => void actions.chooseLanguage(language)}
      />
      <Choice
        label={t('theme')}
        value={chosen ?? (isAwake ? chosenScheme() : 'auto')}
        options={{ auto: t('themeAuto'), light: t('themeLight'), dark: t('themeDark') }}
        onChoice={(scheme) => {
          chooseScheme(schemeFor(scheme));
          setChosen(scheme);
        }}
      />
    </>
  );
}
