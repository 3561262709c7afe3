import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../stores/community.js';
import type { PersonView } from '../../stores/person.js';
import { PersonName } from '../shared/PersonName.js';

interface Props {
  readonly userId: string | null;
  /** Who they are, where that is known. */
  readonly known?: PersonView | undefined;
}

/** Who did something with an invite: no member did where it was done at the command line. */
export function Maker({ userId, known }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const me = useMe();
  if (userId === null) return t('byCommandLine');
  if (userId === me.user_id) return t('byYou');
  return <PersonName userId={userId} known={known} />;
}
