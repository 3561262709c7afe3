import '@mantine/core/styles.css';
import '../../global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { setNonce } from 'get-nonce';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { styleNonce } from '../../boot/boot.js';
import { Announcer } from './Announcer.js';
import { useAccent } from '../../stores/accent.js';
import { readableColors, themeWith } from '../../theme.js';

const colorScheme = localStorageColorSchemeManager({ key: 'gatehouse.color-scheme' });

// Dialogs keep the page behind them from scrolling by a style of their own.
setNonce(styleNonce());

/** What both pages stand in: the theme, and the voice of what happens. */
export function AppFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const close = t('close');
  const accent = useAccent();
  const spoken = useMemo(() => {
    const theme = themeWith(accent);
    const spokenOf = { CloseButton: { defaultProps: { 'aria-label': close } } };
    return { ...theme, components: { ...theme.components, ...spokenOf } };
  }, [accent, close]);
  return (
    <MantineProvider
      theme={spoken}
      cssVariablesResolver={readableColors}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      getStyleNonce={styleNonce}
    >
      {children}
      <Announcer />
    </MantineProvider>
  );
}
