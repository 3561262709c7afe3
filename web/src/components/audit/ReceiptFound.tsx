import { Code, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { ReceiptFinding } from '../../stores/check-receipt.js';
import type { LogEvent } from '../../stores/event-types.js';
import { EventSentence } from './EventText.js';
import { fingerprintOf } from './fingerprint.js';
import { Verdict } from './Verdict.js';

/** What a receipt proves: of which event, and by whose signature; or why it proves nothing. */
export function ReceiptFound({ finding }: { readonly finding: ReceiptFinding }): ReactNode {
  const { t } = useTranslation('audit');
  const { receipt, verdict, today } = finding;
  const { position, checkpoint } = receipt;
  if (!verdict.holds) {
    return (
      <Verdict isGood={false} title={t('proof.receipt.fails')}>
        <Text size="sm">
          {t(`proof.receipt.why.${verdict.why}`, { origin: checkpoint.origin })}
        </Text>
      </Verdict>
    );
  }
  if (today !== 'goesOn') {
    return (
      <Verdict isGood={false} title={t('proof.receipt.rewritten')}>
        <Text size="sm">
          {t(`proof.receipt.today.${today}`, { position, size: checkpoint.size })}
        </Text>
        <AboutEvent finding={finding} />
      </Verdict>
    );
  }
  return (
    <Verdict isGood title={t('proof.receipt.holds', { position })}>
      <AboutEvent finding={finding} />
      <Points finding={finding} signedBy={verdict.signedBy} />
    </Verdict>
  );
}

/** The event by the record in the receipt, whose hash was taken; or as it is listed, where there is none. */
function AboutEvent({ finding }: { readonly finding: ReceiptFinding }): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { receipt, listed } = finding;
  const event = receipt.record ?? listed;
  if (!event) return null;
  const { position, at, data } = event;
  return (
    <Stack gap="xs">
      <EventSentence event={event as LogEvent} />
      <Text size="sm">{t('raw.at', { position, date: formats.exactTime(at) })}</Text>
      <Code block tabIndex={0} role="region" aria-label={t('raw.label', { position })}>
        {JSON.stringify(data, null, 2)}
      </Code>
    </Stack>
  );
}

interface PointsProps {
  readonly finding: ReceiptFinding;
  readonly signedBy: string;
}

function Points({ finding, signedBy }: PointsProps): ReactNode {
  const { t } = useTranslation('audit');
  const { receipt, witnesses, isOldKey } = finding;
  const { size } = receipt.checkpoint;
  const points = [
    t('proof.receipt.inTree', { count: size, key: fingerprintOf(signedBy) }),
    ...(isOldKey ? [t('proof.receipt.oldKey')] : []),
    ...witnesses.map((name) => t('proof.here.witnessed', { name, count: size })),
    t('proof.receipt.today.goesOn'),
    ...(receipt.record ? [] : [t('proof.receipt.bare')]),
  ];
  return (
    <List size="sm" mt="sm" withPadding>
      {points.map((point) => (
        <List.Item key={point}>{point}</List.Item>
      ))}
    </List>
  );
}
