import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConfirm } from './useConfirm.js';

/**
 * Whoever leaves a changed form is asked first.
 * @returns asks the same before something else that drops what was entered; `true` if it may be
 */
export function useLeaveWarning(isChanged: boolean): () => Promise<boolean> {
  const { t } = useTranslation('people');
  const confirm = useConfirm();
  const ask = (): Promise<boolean> =>
    confirm({ title: t('unsaved.title'), text: t('unsaved.text'), confirm: t('unsaved.leave') });
  useBlocker({
    shouldBlockFn: async () => !(await ask()),
    disabled: !isChanged,
    enableBeforeUnload: isChanged,
  });
  return async () => !isChanged || ask();
}
