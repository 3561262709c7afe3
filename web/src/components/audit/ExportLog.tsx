import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconPlayerPause } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { urlOf } from '../../boot/boot.js';
import { announce } from '../shared/Announcer.js';
import { CopyButton } from '../shared/CopyButton.js';
import { HowFar } from '../shared/HowFar.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { useExportLog } from '../../hooks/useExportLog.js';
import { saveFile } from '../shared/save-file.js';

export const EXPORT_FILE = 'gatehouse-log.ndjson';

/** Saves the whole log as it is stored; what was cut or stopped goes on where it was. */
export function ExportLog(): ReactNode {
  const { t } = useTranslation('audit');
  const may = useMay();
  const { received, isPartial, isRunning, isDone, error, start, stop } = useExportLog((whole) => {
    saveFile(new Blob([...whole.parts]), EXPORT_FILE);
    announce(t('proof.export.done', { count: whole.position }));
  });
  const { position, until } = received;
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('proof.export.title')}
        </Title>
        <Text>{t('proof.export.text')}</Text>
        {!may('manage_invites') && <Text size="sm">{t('proof.export.masked')}</Text>}
        <Group>
          {isRunning ? (
            <Button
              variant="default"
              leftSection={<IconPlayerPause size={18} aria-hidden />}
              onClick={stop}
            >
              {t('proof.export.stop')}
            </Button>
          ) : (
            <Button leftSection={<IconDownload size={18} aria-hidden />} onClick={start}>
              {isPartial ? t('proof.export.goOn', { position }) : t('proof.export.start')}
            </Button>
          )}
        </Group>
        {(isRunning || isPartial) && (
          <HowFar label={t('proof.export.title')} done={position} of={until}>
            {t('proof.export.progress', { position, until })}
          </HowFar>
        )}
        {isDone && <Text role="status">{t('proof.export.done', { count: position })}</Text>}
        {error !== null && <ProblemAlert error={error} />}
        <Text size="sm">{t('proof.export.resume')}</Text>
        <Command text={exportCommand()} />
      </Stack>
    </Paper>
  );
}

function exportCommand(): string {
  const url = urlOf('/api/v1/audit/export?after=0');
  return `curl -fsS -H "Authorization: Bearer $TOKEN" "${url}" >> ${EXPORT_FILE}`;
}

/** A command to be run in a terminal. */
export function Command({ text }: { readonly text: string }): ReactNode {
  const { t } = useTranslation('audit');
  return (
    <>
      <Code block>{text}</Code>
      <Group>
        <CopyButton text={text} size="xs" label={t('proof.copyCommand')} />
      </Group>
    </>
  );
}
