import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../stores/community.js';
import { PersonName } from '../shared/PersonName.js';

/** Who made an invite: no member did where it came from the command line. */
export function Maker({ userId }: { readonly userId: string | null }): ReactNode {
  const { t } = useTranslation('invites');
  const me = useMe();
  if (userId === null) return t('byCommandLine');
  if (userId === me.user_id) return t('byYou');
  return <PersonName userId={userId} />;
}
