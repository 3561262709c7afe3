import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cutTo } from '../../hooks/cut-to.js';

const MAX_REASON = 512;

interface Props {
  readonly value: string;
  readonly onChange: (reason: string) => void;
  /** Whether a dialog begins with it. */
  readonly isFirst?: boolean;
}

/** Why something is done to somebody. */
export function ReasonField({ value, onChange, isFirst = false }: Props): ReactNode {
  const { t } = useTranslation('people');
  return (
    <Textarea
      label={t('reason')}
      description={t('reasonHint')}
      value={value}
      onChange={(event) => onChange(cutTo(MAX_REASON, event.currentTarget.value))}
      autosize
      minRows={2}
      data-autofocus={isFirst || undefined}
    />
  );
}

/** As it is sent. */
export function reasonIn(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
