import { useBlocker } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from './useConfirm.js';

/** What each asks that is held at present. */
const asking = new Set<() => Promise<boolean>>();

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
  const answer = useEffectEvent(ask);
  useEffect(() => {
    if (!isHeld) return undefined;
    const held = (): Promise<boolean> => answer();
    asking.add(held);
    return () => {
      asking.delete(held);
    };
  }, [isHeld]);
  return async () => !isHeld || ask();
}

/** Asks what whoever leaves is asked, before something that drops all that is shown; `true` if it may be. */
export async function mayDropAll(): Promise<boolean> {
  // Once is enough, however many there are.
  const [ask] = asking;
  return (await ask?.()) ?? true;
}
