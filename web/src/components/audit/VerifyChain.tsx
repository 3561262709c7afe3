import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../shared/BusyButton.js';
import { PageLink } from '../shared/PageLink.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import type { SignedHead } from '../../stores/audit.js';
import { verifyChain, type Verification } from '../../stores/verify-chain.js';
import { Verdict } from './Verdict.js';

/** Lets the server recompute the whole chain, and says what it found. */
export function VerifyChain({ head }: { readonly head: SignedHead }): ReactNode {
  const { t } = useTranslation('audit');
  const verifying = useMutation({ mutationFn: () => verifyChain() });
  const { isPending, data, error } = verifying;
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.verify.title')}
        </Title>
        <Text>{t('proof.verify.text')}</Text>
        <Group>
          <BusyButton variant="default" isBusy={isPending} onClick={() => verifying.mutate()}>
            {t('proof.verify.start')}
          </BusyButton>
          <div role="status">
            {isPending && (
              <Text size="sm">{t('proof.verify.running', { count: head.position })}</Text>
            )}
          </div>
        </Group>
        {error && <ProblemAlert error={error} onRetry={() => verifying.mutate()} />}
        {data && <Found found={data} />}
      </Stack>
    </Paper>
  );
}

function Found({ found }: { readonly found: Verification }): ReactNode {
  const { t } = useTranslation('audit');
  const { ok, checked, first_bad_position: bad } = found;
  if (ok) {
    return (
      <Verdict isGood title={t('proof.verify.ok', { count: checked })}>
        {t('proof.verify.okText')}
      </Verdict>
    );
  }
  return (
    <Verdict isGood={false} title={t('proof.verify.bad', { position: bad ?? checked + 1 })}>
      <Text size="sm">{t('proof.verify.badText')}</Text>
      {bad !== null && (
        <PageLink to="/audit" search={{ from_position: bad, to_position: bad }}>
          {t('proof.verify.look')}
        </PageLink>
      )}
    </Verdict>
  );
}
