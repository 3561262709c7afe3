import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { CopyButton } from '../shared/CopyButton.js';
import { PinCheck } from './PinCheck.js';
import { ProofFacts } from './ProofFacts.js';
import type { SignedHead } from '../../stores/audit.js';
import { saveFile } from '../shared/save-file.js';
import { headCheckQuery } from '../../stores/checked.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { fingerprintOf } from './fingerprint.js';
import { Verdict } from './Verdict.js';

export const HEAD_FILE = 'gatehouse-head.json';

/** Where the log ends, as the server vouches for it, and by which key. */
export function SignedHeadFacts({ head }: { readonly head: SignedHead }): ReactNode {
  const { data, error, refetch } = useQuery({
    ...headCheckQuery(head),
    placeholderData: keepPreviousData,
  });
  if (data) return <CheckedHead {...data} />;
  return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
}

interface CheckedProps {
  readonly head: SignedHead;
  readonly isRight: boolean;
}

function CheckedHead({ head, isRight }: CheckedProps): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { position, hash, at, public_key: key, signature } = head;
  const facts = [
    ['hash', hash],
    ['key', key],
    ['fingerprint', fingerprintOf(key)],
    ['signature', signature],
  ] as const;
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.head.title')}
        </Title>
        <Text>{t('proof.head.text', { position, date: formats.exactTime(at) })}</Text>
        {isRight ? (
          <>
            <Text size="sm">{t('proof.head.signed')}</Text>
            <PinCheck head={head} />
          </>
        ) : (
          <Verdict isGood={false} title={t('proof.head.unsigned')}>
            {t('proof.head.unsignedText')}
          </Verdict>
        )}
        <ProofFacts facts={facts.map(([name, value]) => [t(`proof.head.${name}`), value])} />
        <Group>
          <Button
            leftSection={<IconDownload size={18} aria-hidden />}
            variant="default"
            onClick={() => saveFile(new Blob([`${JSON.stringify(head)}\n`]), HEAD_FILE)}
          >
            {t('proof.head.save')}
          </Button>
          <CopyButton text={key} label={t('proof.head.copyKey')} />
        </Group>
        <Text size="sm" c="dimmed">
          {t('proof.head.keep')}
        </Text>
      </Stack>
    </Paper>
  );
}
