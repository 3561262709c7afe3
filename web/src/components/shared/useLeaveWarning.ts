import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConfirm } from './useConfirm.js';

/** What is left behind; the words stand in the catalogue. */
type Left = 'unsaved' | 'oneByOne' | 'branch';

/**
 * Whoever leaves a changed form, or what is being done, is asked first.
 * @returns asks the same before something else that drops what was entered; `true` if it may be
 */
export function useLeaveWarning(isHeld: boolean, what: Left = 'unsaved'): () => Promise<boolean> {
  const { t } = useTranslation('people');
  const confirm = useConfirm();
  const ask = (): Promise<boolean> =>
    confirm({
      title: t(`leave.${what}.title`),
      text: t(`leave.${what}.text`),
      confirm: t('leave.confirm'),
    });
  useBlocker({
    shouldBlockFn: async () => !(await ask()),
    disabled: !isHeld,
    enableBeforeUnload: isHeld,
  });
  return async () => !isHeld || ask();
}
