import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { AuditFrame } from './AuditFrame.js';
import { CheckpointFacts } from './CheckpointFacts.js';
import { CheckReceipt } from './CheckReceipt.js';
import { CheckYourself } from './CheckYourself.js';
import { ExportLog } from './ExportLog.js';
import { headQuery } from '../../stores/audit.js';
import { SignedHeadFacts } from './SignedHead.js';
import { VerifyChain } from './VerifyChain.js';
import { VerifyHere } from './VerifyHere.js';

/** That nobody rewrote the log, and how to know it without trusting the server. */
export function ProofPage(): ReactNode {
  const { t } = useTranslation('audit');
  const { data: head, error, refetch } = useQuery(headQuery);
  return (
    <AuditFrame part="proof">
      <Stack gap="lg">
        <Text c="dimmed">{t('proof.hint')}</Text>
        {error && !head && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {!error && !head && <Loading />}
        {head && (
          <>
            <SignedHeadFacts head={head} />
            <CheckpointFacts head={head} />
            <VerifyHere />
            <CheckReceipt />
            <VerifyChain head={head} />
            <ExportLog />
            <CheckYourself publicKey={head.public_key} />
          </>
        )}
      </Stack>
    </AuditFrame>
  );
}
