import { FileInput, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { checkReceipt } from '../../stores/check-receipt.js';
import { BusyButton } from '../shared/BusyButton.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { ReceiptFound } from './ReceiptFound.js';

/** Checks what somebody brings, in this browser: whether its event is in the log, and which it is. */
export function CheckReceipt(): ReactNode {
  const { t } = useTranslation('audit');
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState('');
  const checking = useMutation({ mutationFn: (given: string) => checkReceipt(given, queries) });
  const { data: finding, isSuccess, isPending, error } = checking;
  const change = (given: string): void => {
    checking.reset();
    setText(given);
  };
  const choose = async (chosen: File | null): Promise<void> => {
    setFile(chosen);
    if (chosen) change(await chosen.text());
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    // Whoever pastes loses the line feed at the end, and files from elsewhere can have others.
    if (text.trim() !== '') checking.mutate(`${text.replaceAll('\r\n', '\n').trim()}\n`);
  };
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.receipt.title')}
        </Title>
        <Text>{t('proof.receipt.text')}</Text>
        <form onSubmit={submit}>
          <Stack>
            <FileInput
              label={t('proof.receipt.file')}
              placeholder={t('proof.receipt.choose')}
              accept=".txt,text/plain"
              clearable
              value={file}
              onChange={(chosen) => void choose(chosen)}
              maw={420}
            />
            <Textarea
              label={t('proof.receipt.field')}
              value={text}
              onChange={({ currentTarget: { value } }) => {
                setFile(null);
                change(value);
              }}
              error={isSuccess && finding === undefined && t('proof.receipt.none')}
              autosize
              minRows={3}
              maxRows={8}
              spellCheck={false}
              autoComplete="off"
              styles={{ input: { fontFamily: 'monospace' } }}
            />
            <Group>
              <BusyButton type="submit" isBusy={isPending} disabled={text.trim() === ''}>
                {t('proof.receipt.check')}
              </BusyButton>
            </Group>
          </Stack>
        </form>
        {error && <ProblemAlert error={error} />}
        {finding && <ReceiptFound finding={finding} />}
      </Stack>
    </Paper>
  );
}
