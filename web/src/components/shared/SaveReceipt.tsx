import { useMutation } from '@tanstack/react-query';
import { IconReceipt } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchReceipt, type ReceiptOf } from '../../stores/receipts.js';
import { announce } from './Announcer.js';
import { BusyButton } from './BusyButton.js';
import { ProblemAlert } from './ProblemAlert.js';
import { saveFile } from './save-file.js';

interface Props {
  readonly of: ReceiptOf;
  /** Of the file. */
  readonly name: string;
  readonly size?: 'xs' | 'sm';
}

/** Saves what proves, without the server, that an event is in the log. */
export function SaveReceipt({ of, name, size = 'sm' }: Props): ReactNode {
  const { t } = useTranslation();
  const saving = useMutation({
    mutationFn: () => fetchReceipt(of),
    onSuccess: (text) => {
      saveFile(new Blob([text]), name);
      announce(t('receiptSaved'));
    },
  });
  return (
    <>
      <BusyButton
        variant="default"
        size={size}
        leftSection={<IconReceipt size={18} aria-hidden />}
        isBusy={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {t('saveReceipt')}
      </BusyButton>
      {saving.error && <ProblemAlert error={saving.error} />}
    </>
  );
}
