import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/formats.js';
import type { Stay } from '../stores/invite-tree.js';

/** When somebody came, how many they brought, and how it ended: in one line. */
export function useStayText(): (stay: Stay) => string {
  const { t } = useTranslation('members');
  const formats = useFormats();
  return ({ joined_at, invited, left_as: left }) =>
    [
      formats.date(joined_at),
      ...(invited > 0 ? [t('tree.brought', { count: invited })] : []),
      ...(left === null ? [] : [t(`tree.${left}`)]),
    ].join(' · ');
}
