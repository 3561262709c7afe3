import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { settingsQuery } from '../../stores/moments.js';
import { StateAsOf } from './StateAsOf.js';

/** What the settings were at a moment. */
export function SettingsAsOf({ moment }: { readonly moment: MomentSearch }): ReactNode {
  const { t } = useTranslation('audit');
  const { data, error, refetch } = useQuery(settingsQuery(moment));
  return (
    <StateAsOf
      title={t('asOf.views.settings')}
      state={data?.state}
      error={error}
      retry={() => void refetch()}
    />
  );
}
