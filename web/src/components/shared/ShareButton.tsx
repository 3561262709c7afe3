import { Button } from '@mantine/core';
import { IconShare2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServer } from '../../stores/community.js';

/** The system's own sheet for sharing, where it has one. */
export function ShareButton({ url }: { readonly url: string }): ReactNode {
  const { t } = useTranslation('invites');
  const { name } = useServer();
  // Browsers offer it on phones, and over TLS only.
  if (!('share' in navigator)) return null;
  const share = async (): Promise<void> => {
    try {
      await navigator.share({ url, title: name });
    } catch {
      // Whoever closes the sheet has decided to do nothing.
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconShare2 size={18} aria-hidden />}
      onClick={() => void share()}
    >
      {t('share')}
    </Button>
  );
}
