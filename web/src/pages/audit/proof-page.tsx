import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../ui/loading.js';
import { ProblemAlert } from '../../ui/problem-alert.js';
import { AuditFrame } from './audit-frame.js';
import { CheckYourself } from './check-yourself.js';
import { ExportLog } from './export-log.js';
import { headQuery } from './queries.js';
import { SignedHeadFacts } from './signed-head.js';
import { VerifyChain } from './verify-chain.js';

/** That nobody rewrote the log, and how to know it without trusting the server. */
export function ProofPage(): ReactNode {
  const { t } = useTranslation('audit');
  const { data: head, error, refetch } = useQuery(headQuery);
  return (
    <AuditFrame part="proof">
      <Stack gap="lg" maw={960}>
        <Text c="dimmed">{t('proof.hint')}</Text>
        {error && !head && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {!error && !head && <Loading />}
        {head && (
          <>
            <SignedHeadFacts head={head} />
            <VerifyChain head={head} />
            <ExportLog />
            <CheckYourself publicKey={head.public_key} />
          </>
        )}
      </Stack>
    </AuditFrame>
  );
}
