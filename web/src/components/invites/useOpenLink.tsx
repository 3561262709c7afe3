import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { JoinByInvite } from './JoinByInvite.js';

/** Opens the dialog that takes an invite link, with what it begins with if there is something. */
export function useOpenLink(): (initial?: string) => void {
  const { t } = useTranslation('shell');
  return (initial = '') => {
    modals.open({
      title: t('openLink'),
      children: <JoinByInvite initial={initial} isFirst />,
    });
  };
}
