import { Paper, Stack, TextInput } from '@mantine/core';
import { BusyButton } from './BusyButton.js';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isPublicKey } from '../../identity/is-public-key.js';

interface Props {
  readonly label: string;
  readonly hint: string;
  /** What the button says. */
  readonly action: string;
  readonly isBusy?: boolean;
  /** Called with a key; answers whether it is done with, and the field empty again. */
  readonly onKey: (pubkey: string) => Promise<boolean>;
  /** What the server said about the key. */
  readonly error?: string | undefined;
  readonly children?: ReactNode;
}

/** A field for somebody's public key, checked as it is typed. */
export function KeyForm(props: Props): ReactNode {
  const { label, hint, action, isBusy = false, onKey, error, children } = props;
  const { t } = useTranslation('people');
  const [text, setText] = useState('');
  const key = text.trim();
  const isWrong = key !== '' && !isPublicKey(key);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (key !== '' && !isWrong && (await onKey(key))) setText('');
  };
  return (
    <Paper withBorder p="lg" mb="lg">
      <form onSubmit={(event) => void submit(event)}>
        <Stack align="flex-start">
          <TextInput
            w="100%"
            label={label}
            description={hint}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={isWrong ? t('noKey') : error}
            autoComplete="off"
            spellCheck={false}
          />
          {children}
          <BusyButton type="submit" isBusy={isBusy} disabled={key === '' || isWrong}>
            {action}
          </BusyButton>
        </Stack>
      </form>
    </Paper>
  );
}
