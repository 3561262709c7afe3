import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '../shared/useConfirm.js';

/** Whoever leaves a changed form is asked first. */
export function useLeaveWarning(isChanged: boolean): void {
  const { t } = useTranslation('settings');
  const confirm = useConfirm();
  useBlocker({
    shouldBlockFn: async () => {
      const question = {
        title: t('unsaved.title'),
        text: t('unsaved.text'),
        confirm: t('unsaved.leave'),
      };
      return !(await confirm(question));
    },
    disabled: !isChanged,
    enableBeforeUnload: isChanged,
  });
}
