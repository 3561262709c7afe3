import { IconMailPlus, IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Shown } from '../../stores/shown-invites.js';
import { EmptyState } from '../shared/EmptyState.js';
import { CreateInviteButton } from './CreateInviteButton.js';

/** There is none of this status. */
export function NoInvites({ status }: { readonly status: Shown }): ReactNode {
  const { t } = useTranslation('invites');
  const canMake = status === 'active' || status === 'all';
  return (
    <EmptyState
      icon={<IconMailPlus size={48} stroke={1.5} />}
      title={t(`empty.${status}.title`)}
      text={t(`empty.${status}.text`)}
    >
      {canMake && <CreateInviteButton />}
    </EmptyState>
  );
}

/** There is none that has in it what is searched for. */
export function NoneFound(): ReactNode {
  const { t } = useTranslation('invites');
  return (
    <div role="status">
      <EmptyState
        icon={<IconSearchOff size={48} stroke={1.5} />}
        title={t('search.nothing')}
        text={t('search.nothingText')}
      />
    </div>
  );
}
