import { Alert, Paper, Stack, Text } from '@mantine/core';
import { IconDoorEnter, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/EmptyState.js';
import { Loading } from '../shared/Loading.js';
import { useNameOf } from '../shared/Person.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { TimeButton } from '../shared/TimeButton.js';
import { InviteRef } from './InviteRef.js';
import { refusalsQuery, type Asked, type Outlook, type Refusals } from '../../stores/refusals.js';
import { useRefusalText } from './refusal-text.js';

/** Joins that were refused, why, and what would come of them now. */
export function RefusalList({ asked }: { readonly asked: Asked }): ReactNode {
  const { t } = useTranslation('audit');
  const { data, error, refetch } = useQuery(refusalsQuery(asked));
  if (!data) {
    return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  }
  return (
    <Stack>
      {data.now && (
        <Alert
          color="gate"
          variant="outline"
          icon={<IconInfoCircle aria-hidden />}
          title={t(asked.invite === undefined ? 'refusals.nowDirect' : 'refusals.nowByInvite')}
        >
          <OutlookText outlook={data.now} />
        </Alert>
      )}
      {data.refusals.length === 0 ? (
        <EmptyState
          icon={<IconDoorEnter size={48} stroke={1.5} />}
          title={t('refusals.none.title')}
          text={t('refusals.none.text')}
        />
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {data.refusals.map((refusal) => (
            <li key={`${refusal.user_id} ${refusal.invite_code} ${refusal.reason}`}>
              <RefusedJoin refusal={refusal} />
            </li>
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function RefusedJoin({ refusal }: { readonly refusal: Refusals['refusals'][number] }): ReactNode {
  const { t } = useTranslation('audit');
  const nameOf = useNameOf();
  const textOf = useRefusalText();
  const { invite_code: code, reason, count, last_at: last, now } = refusal;
  return (
    <Paper withBorder p="md">
      <Text component="div" lh={1.6}>
        <Text span fw={600} component="bdi">
          {nameOf(refusal)}
        </Text>
        {' · '}
        <InviteRef code={code} />
      </Text>
      <Text>{textOf(reason)}</Text>
      <Text size="sm" c="dimmed" component="div">
        {t('refusals.times', { count })} · {t('refusals.last')} <TimeButton at={last} />
      </Text>
      {now && (
        <Text size="sm" component="div">
          {t('refusals.now')} <OutlookText outlook={now} />
        </Text>
      )}
    </Paper>
  );
}

function OutlookText({ outlook }: { readonly outlook: Outlook }): ReactNode {
  const { t } = useTranslation('audit');
  const textOf = useRefusalText();
  const { outcome, code } = outlook;
  if (outcome === 'refused') return textOf(code ?? '');
  return t(`refusals.outcome.${outcome}`);
}
