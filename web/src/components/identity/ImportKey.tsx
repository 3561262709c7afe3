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
import { BusyButton } from '../shared/BusyButton.js';
import { useDisclosure } from '@mantine/hooks';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../shared/Announcer.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { mayDropAll } from '../shared/useLeaveWarning.js';
import { useKeyImport } from '../../hooks/useKeyImport.js';
import { takeKey } from '../../stores/take-key.js';

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
  const [chosen, setChosen] = useState<File | null>(null);
  const key = useKeyImport(async (seed) => {
    if (!(await takeKey(seed, mayDropAll))) return;
    announce(t('imported'));
    onDone();
  });
  const { refusal, progress } = key;
  const choose = (given: File | null): void => {
    setChosen(given);
    void key.choose(given);
  };
  const use = (event: SubmitEvent): void => {
    event.preventDefault();
    void key.use();
  };
  return (
    <form onSubmit={use}>
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
          onChange={choose}
          error={refusal && refusal !== 'wrong_passphrase' ? t(`refused.${refusal}`) : undefined}
          data-autofocus
        />
        {key.otherCommunity !== undefined && (
          <Alert color="yellow" variant="outline" role="status">
            {t('otherCommunity', { community: key.otherCommunity })}
          </Alert>
        )}
        <PasswordInput
          label={t('passphrase')}
          value={key.passphrase}
          onChange={(event) => key.setPassphrase(event.currentTarget.value)}
          error={refusal === 'wrong_passphrase' ? t('refused.wrong_passphrase') : undefined}
          autoComplete="current-password"
        />
        {key.failure !== undefined && <ProblemAlert error={key.failure} />}
        {progress !== undefined && <Working label={t('opening')} done={progress} />}
        <Group justify="flex-end">
          <BusyButton type="submit" disabled={!key.isReady} isBusy={progress !== undefined}>
            {t('importButton')}
          </BusyButton>
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
