import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlayerPause, IconShieldSearch } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { announce } from '../shared/Announcer.js';
import { HowFar } from '../shared/HowFar.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { NotSigned } from './subject.js';
import { useVerifyLog, type Verifying } from './useVerifyLog.js';
import { Verdict } from './Verdict.js';
import { VerifiedHere } from './VerifiedHere.js';

/** Takes every hash of the log again in this very browser, and compares with what was signed. */
export function VerifyHere(): ReactNode {
  const { t } = useTranslation('audit');
  const verifying = useVerifyLog();
  const { subject, checked, isRunning, error, start, goOn, stop } = verifying;
  const isPartial = checked !== undefined && !checked.isDone;
  const begun = isRunning && checked === undefined;
  useEffect(() => {
    if (begun) announce(t('proof.here.running'));
  }, [begun, t]);
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.here.title')}
        </Title>
        <Text>{t('proof.here.text')}</Text>
        <Group>
          {isRunning ? (
            <Button
              variant="default"
              leftSection={<IconPlayerPause size={18} aria-hidden />}
              onClick={stop}
            >
              {t('proof.here.stop')}
            </Button>
          ) : (
            <Button
              leftSection={<IconShieldSearch size={18} aria-hidden />}
              onClick={isPartial ? goOn : start}
            >
              {isPartial
                ? t('proof.here.goOn', { position: checked.position })
                : t('proof.here.start')}
            </Button>
          )}
          {isPartial && !isRunning && (
            <Button variant="default" onClick={start}>
              {t('proof.here.anew')}
            </Button>
          )}
        </Group>
        {(isRunning || isPartial) && <HowFarVerified verifying={verifying} />}
        {error instanceof NotSigned ? (
          <Verdict isGood={false} title={t('proof.checkpoint.unsigned')}>
            {t('proof.head.unsignedText')}
          </Verdict>
        ) : (
          error !== null && error !== undefined && !isRunning && <ProblemAlert error={error} />
        )}
        {subject && checked?.isDone && <VerifiedHere subject={subject} checked={checked} />}
      </Stack>
    </Paper>
  );
}

function HowFarVerified({ verifying }: { readonly verifying: Verifying }): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { subject, checked, rate, isRunning } = verifying;
  const [position, size] = [checked?.position ?? 0, subject?.size ?? 0];
  const said = [
    size > 0 ? t('proof.here.progress', { position, size }) : t('proof.here.running'),
    ...(isRunning && rate !== undefined
      ? [
          t('proof.here.rate', { count: Math.round(rate) }),
          t('proof.here.left', { time: formats.duration(((size - position) / rate) * 1000) }),
        ]
      : []),
  ];
  return (
    <HowFar label={t('proof.here.title')} done={position} of={size}>
      {said.join(' · ')}
    </HowFar>
  );
}
