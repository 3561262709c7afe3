import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../hooks/useDraft.js';
import type { Settings } from '../../stores/settings.js';
import { StaleNotice } from '../shared/StaleNotice.js';

interface Props {
  readonly draft: Draft<Settings>;
  readonly latest: Settings;
  readonly isRefused: boolean;
  readonly onChoice: () => void;
}

/** What others changed of the settings while they were edited. */
export function StaleSettings(props: Props): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <StaleNotice
      {...props}
      label={(field) => t(field === 'membership_mode' ? 'mode' : field)}
      value={(field, settings) =>
        field === 'membership_mode' ? t(`modes.${settings.membership_mode}.name`) : settings[field]
      }
    />
  );
}
