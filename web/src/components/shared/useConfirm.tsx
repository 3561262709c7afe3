import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that does it says, e.g. `Revoke`. */
  readonly confirm: string;
  /** For what cannot be undone. */
  readonly dangerous?: boolean;
}

/** Asks before something is done; `true` if it shall be. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { t } = useTranslation();
  return ({ title, text, confirm, dangerous = false }) =>
    new Promise((answer) => {
      modals.openConfirmModal({
        title,
        children: <Text>{text}</Text>,
        labels: { confirm, cancel: t('cancel') },
        confirmProps: dangerous ? { color: 'red' } : {},
        onConfirm: () => answer(true),
        onCancel: () => answer(false),
        onClose: () => answer(false),
      });
    });
}
