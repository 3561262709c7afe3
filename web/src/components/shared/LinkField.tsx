import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** An invite's link, all of it, to be looked at and marked. */
export function LinkField({ link }: { readonly link: string }): ReactNode {
  const { t } = useTranslation('invites');
  return (
    <Textarea
      label={t('link')}
      value={link}
      readOnly
      autosize
      minRows={1}
      size="lg"
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
