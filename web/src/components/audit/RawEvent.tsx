import { Code, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { CopyButton } from '../shared/CopyButton.js';
import { PageLink } from '../shared/PageLink.js';
import { SaveReceipt } from '../shared/SaveReceipt.js';
import type { LogEvent } from '../../stores/event-types.js';
import { namedBy } from './sentence.js';

/** An event as it is, with its hashes, and where to go from it. */
export function RawEvent({ event }: { readonly event: LogEvent }): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { position, stream } = event;
  const { user, invite } = namedBy(event);
  const text = JSON.stringify(event, null, 2);
  return (
    <Stack gap="sm">
      <span>{t('raw.at', { position, date: formats.exactTime(event.at) })}</span>
      <Group gap="sm" component="nav" aria-label={t('raw.links', { position })}>
        <PageLink to="/audit/as-of" search={{ position }}>
          {t('raw.asOf')}
        </PageLink>
        {user !== undefined && (
          <PageLink to="/audit" search={{ user }}>
            {t('raw.onlyPerson')}
          </PageLink>
        )}
        {invite !== undefined && (
          <PageLink to="/audit" search={{ invite }}>
            {t('raw.onlyInvite')}
          </PageLink>
        )}
        <PageLink to="/audit" search={{ stream }}>
          {t('raw.onlyStream')}
        </PageLink>
      </Group>
      <Code block tabIndex={0} role="region" aria-label={t('raw.label', { position })}>
        {text}
      </Code>
      <Group>
        <CopyButton text={text} size="xs" label={t('raw.copy')} />
        <SaveReceipt size="xs" of={position} name={`gatehouse-receipt-${position}.txt`} />
      </Group>
    </Stack>
  );
}
