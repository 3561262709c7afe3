import {
  Alert,
  Button,
  FileInput,
  Group,
  Modal,
  PasswordInput,
  Progress,
  Stack,
  Text,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { baseUrl } from '../boot/boot.js';
import { queryClient } from '../api/queries.js';
import { signInAfresh } from '../session/session.js';
import { announce } from '../ui/announcer.js';
import { ProblemAlert } from '../ui/problem-alert.js';
import { KeyFileRefused, openKey, readKeyFile, type KeyFile } from './key-file.js';
import { adoptIdentity } from './key-store.js';

interface Props {
  /** Whether there is a key already, which the new one takes the place of. */
  readonly replaces: boolean;
}

/** Brings back a key from its file. */
export function ImportKeyButton({ replaces }: Props): ReactNode {
  const { t } = useTranslation('identity');
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t('import')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('importTitle')}>
        <ImportForm replaces={replaces} onDone={dialog.close} />
      </Modal>
    </>
  );
}

interface FormProps extends Props {
  readonly onDone: () => void;
}

function ImportForm({ replaces, onDone }: FormProps): ReactNode {
  const { t } = useTranslation('identity');
  const [file, setFile] = useState<KeyFile>();
  const [chosen, setChosen] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [progress, setProgress] = useState<number>();
  const refusal = failure instanceof KeyFileRefused ? failure.reason : undefined;

  const choose = async (given: File | null): Promise<void> => {
    setChosen(given);
    setFile(undefined);
    setFailure(undefined);
    if (!given) return;
    try {
      setFile(readKeyFile(await given.text()));
    } catch (error) {
      setFailure(error);
    }
  };
  const use = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!file) return;
    setFailure(undefined);
    setProgress(0);
    try {
      await adoptIdentity(await openKey(file, passphrase, setProgress));
      queryClient.clear();
      await signInAfresh();
      announce(t('imported'));
      onDone();
    } catch (error) {
      setFailure(error);
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <form onSubmit={(event) => void use(event)}>
      <Stack>
        <Text>{t('importText')}</Text>
        {replaces && (
          <Alert color="yellow" variant="outline">
            {t('importReplaces')}
          </Alert>
        )}
        <FileInput
          label={t('chooseFile')}
          description={t('chooseFileHint')}
          accept=".json,application/json"
          value={chosen}
          onChange={(given) => void choose(given)}
          error={refusal && refusal !== 'wrong_passphrase' ? t(`refused.${refusal}`) : undefined}
          data-autofocus
        />
        {file && file.community !== baseUrl && (
          <Alert color="yellow" variant="outline" role="status">
            {t('otherCommunity', { community: file.community })}
          </Alert>
        )}
        <PasswordInput
          label={t('passphrase')}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={refusal === 'wrong_passphrase' ? t('refused.wrong_passphrase') : undefined}
          autoComplete="current-password"
        />
        {failure !== undefined && refusal === undefined && <ProblemAlert error={failure} />}
        {progress !== undefined && <Working label={t('opening')} done={progress} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            disabled={!file || passphrase === ''}
            loading={progress !== undefined}
          >
            {t('importButton')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How far the slow part is: it is slow so that guessing is. */
export function Working({
  label,
  done,
}: {
  readonly label: string;
  readonly done: number;
}): ReactNode {
  return (
    <Stack gap="xs" role="status">
      <Text size="sm">{label}</Text>
      <Progress value={done * 100} aria-label={label} />
    </Stack>
  );
}
