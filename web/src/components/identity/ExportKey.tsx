import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../shared/toast.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { Working } from './ImportKey.js';
import { sealKey, SHORTEST_PASSPHRASE, type KeyFile } from '../../identity/key-file.js';
import { noteSaved, type Identity } from '../../identity/key-store.js';
import { saveFile } from '../shared/save-file.js';

interface Props {
  readonly identity: Identity;
  /** The key has a copy now. */
  readonly onSaved: () => void;
}

/** Saves a copy of the key, and then locks it. */
export function ExportKeyButton({ identity, onSaved }: Props): ReactNode {
  const { t } = useTranslation('identity');
  const [isOpen, dialog] = useDisclosure(false);
  const done = (): void => {
    dialog.close();
    toast(t('exported'));
    onSaved();
  };
  return (
    <>
      <Button onClick={dialog.open}>{t('export')}</Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('exportTitle')}>
        <ExportSteps identity={identity} onSaved={done} />
      </Modal>
    </>
  );
}

/** First the passphrase, then the file, then the word of its holder that they have it. */
function ExportSteps({ identity, onSaved }: Props): ReactNode {
  const { t } = useTranslation('identity');
  const [file, setFile] = useState<KeyFile>();
  const [isSaved, setSaved] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  if (!file) return <PassphraseForm identity={identity} onSealed={setFile} />;
  const keep = async (): Promise<void> => {
    try {
      await noteSaved();
      onSaved();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Stack>
      <Button
        leftSection={<IconDownload size={18} aria-hidden />}
        onClick={() => {
          download(file);
          setSaved(true);
        }}
        data-autofocus
      >
        {t('download')}
      </Button>
      <Text>{t('haveItText')}</Text>
      {failure !== undefined && <ProblemAlert error={failure} />}
      <Group justify="flex-end">
        {/* What is locked can be saved no more: nobody has a file that they were never given. */}
        <BusyButton
          variant="default"
          isBusy={false}
          disabled={!isSaved}
          onClick={() => void keep()}
        >
          {t('haveIt')}
        </BusyButton>
      </Group>
    </Stack>
  );
}

interface PassphraseProps {
  readonly identity: Identity;
  readonly onSealed: (file: KeyFile) => void;
}

function PassphraseForm({ identity, onSealed }: PassphraseProps): ReactNode {
  const { t } = useTranslation('identity');
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [progress, setProgress] = useState<number>();
  const tooShort = [...first].length < SHORTEST_PASSPHRASE;
  const seal = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    const { community, pubkey, seed } = identity;
    if (tooShort || first !== second || !seed) return;
    setFailure(undefined);
    setProgress(0);
    try {
      onSealed(await sealKey({ community, pubkey, seed }, first, setProgress));
    } catch (error) {
      // Not every device can spare the memory that it takes.
      setFailure(error);
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <form onSubmit={(event) => void seal(event)}>
      <Stack>
        <Text>{t('exportText')}</Text>
        <Alert color="yellow" variant="outline">
          {t('loseWarning')}
        </Alert>
        <PasswordInput
          label={t('passphrase')}
          description={t('passphraseHint', { count: SHORTEST_PASSPHRASE })}
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
          error={
            tried && tooShort ? t('passphraseShort', { count: SHORTEST_PASSPHRASE }) : undefined
          }
          autoComplete="new-password"
          data-autofocus
        />
        <PasswordInput
          label={t('passphraseAgain')}
          value={second}
          onChange={(event) => setSecond(event.currentTarget.value)}
          error={tried && first !== second ? t('passphraseDiffers') : undefined}
          autoComplete="new-password"
        />
        {failure !== undefined && <ProblemAlert error={failure} />}
        {progress !== undefined && <Working label={t('sealing')} done={progress} />}
        <Group justify="flex-end">
          <BusyButton type="submit" isBusy={progress !== undefined}>
            {t('export')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}

function download(file: KeyFile): void {
  const blob = new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' });
  saveFile(blob, `${new URL(file.community).host.replaceAll(':', '-')}.gatehouse-key.json`);
}
