import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { OpenSession } from '@gatehouse/sdk';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mySessionsQuery } from '../../stores/my-sessions.js';
import { BusyButton } from '../shared/BusyButton.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { useConfirm } from '../shared/useConfirm.js';
import { SessionLine } from './SessionLine.js';
import { OTHERS, useEndSessions } from './useEndSessions.js';

/** So many are shown until all are wanted: every tab has one of its own. */
const FEW = 5;

/** Where one is signed in, and how to put an end to it. */
export function SessionsSection(): ReactNode {
  const { t } = useTranslation('account');
  const { data: sessions, error, refetch } = useQuery(mySessionsQuery);
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="sessions">
      <Stack>
        {sessions ? (
          <Sessions sessions={sessions} />
        ) : (
          <>
            <Title order={2} size="h4" id="sessions">
              {t('sessions.title')}
            </Title>
            {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />}
          </>
        )}
      </Stack>
    </Paper>
  );
}

function Sessions({ sessions }: { readonly sessions: readonly OpenSession[] }): ReactNode {
  const { t } = useTranslation('account');
  const heading = useRef<HTMLHeadingElement>(null);
  const confirm = useConfirm();
  const [showsAll, setShowsAll] = useState(false);
  // What was pressed is gone.
  const ending = useEndSessions(() => heading.current?.focus());
  const shown = showsAll ? sessions : sessions.slice(0, FEW);
  const endingNow = ending.isPending ? ending.variables : undefined;
  const askForOthers = async (): Promise<void> => {
    const question = {
      title: t('sessions.othersTitle'),
      text: t('sessions.othersText', { count: sessions.length - 1 }),
      confirm: t('sessions.others'),
      dangerous: true,
    };
    if (await confirm(question)) ending.mutate(OTHERS);
  };
  return (
    <>
      <Title order={2} size="h4" id="sessions" tabIndex={-1} ref={heading}>
        {t('sessions.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('sessions.hint')}
      </Text>
      <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            isEnding={endingNow === session.id}
            onEnd={() => ending.mutate(session.id)}
          />
        ))}
      </Stack>
      {ending.error && <ProblemAlert error={ending.error} />}
      {sessions.length === 1 && <Text c="dimmed">{t('sessions.onlyHere')}</Text>}
      {sessions.length > 1 && (
        <Group>
          {shown.length < sessions.length && (
            <Button variant="default" onClick={() => setShowsAll(true)}>
              {t('sessions.all', { count: sessions.length })}
            </Button>
          )}
          <BusyButton
            color="red"
            variant="outline"
            isBusy={endingNow === OTHERS}
            onClick={() => void askForOthers()}
          >
            {t('sessions.others')}
          </BusyButton>
        </Group>
      )}
    </>
  );
}
