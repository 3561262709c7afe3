import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { bytesIn, toBase64 } from '../../proof/bytes.js';
import { LOG, verifierKey } from '../../proof/note.js';
import type { SignedCheckpoint } from '../../proof/vouching.js';
import type { SignedHead } from '../../stores/audit.js';
import { checkpointCheckQuery } from '../../stores/checked.js';
import { CopyButton } from '../shared/CopyButton.js';
import { saveFile } from '../shared/save-file.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { ProofFacts } from './ProofFacts.js';
import { Verdict } from './Verdict.js';
import { Witnesses } from './Witnesses.js';

const CHECKPOINT_FILE = 'gatehouse-checkpoint.txt';

/** Where the log is as a tree of hashes, who has signed that, and the text itself. */
export function CheckpointFacts({ head }: { readonly head: SignedHead }): ReactNode {
  const { t } = useTranslation('audit');
  const { data, error, refetch } = useQuery({
    ...checkpointCheckQuery(head),
    placeholderData: keepPreviousData,
  });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.checkpoint.title')}
        </Title>
        {!data &&
          (error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />)}
        {data?.checkpoint?.isSigned && <Signed head={data.head} checkpoint={data.checkpoint} />}
        {data && !data.checkpoint?.isSigned && (
          <Verdict isGood={false} title={t('proof.checkpoint.unsigned')}>
            {t('proof.head.unsignedText')}
          </Verdict>
        )}
      </Stack>
    </Paper>
  );
}

interface SignedProps {
  readonly head: SignedHead;
  readonly checkpoint: SignedCheckpoint;
}

function Signed({ head, checkpoint }: SignedProps): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { origin, size, root } = checkpoint;
  const publicKey = bytesIn(head.public_key) ?? new Uint8Array();
  const key = verifierKey({ name: origin, type: LOG, publicKey });
  return (
    <>
      <Text>{t('proof.checkpoint.text', { count: size, date: formats.exactTime(head.at) })}</Text>
      <Text size="sm">{t('proof.checkpoint.signed')}</Text>
      <ProofFacts
        facts={[
          [t('proof.checkpoint.origin'), origin],
          [t('proof.checkpoint.root'), toBase64(root)],
          [t('proof.checkpoint.key'), key],
        ]}
      />
      <Group>
        <Button
          leftSection={<IconDownload size={18} aria-hidden />}
          variant="default"
          onClick={() => saveFile(new Blob([head.checkpoint]), CHECKPOINT_FILE)}
        >
          {t('proof.checkpoint.save')}
        </Button>
        <CopyButton text={key} label={t('proof.checkpoint.copyKey')} />
      </Group>
      <Witnesses checkpoint={checkpoint} publicKey={head.public_key} />
    </>
  );
}
