import { Code, Stack, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { LogEvent } from '../../stores/event-types.js';
import { InviteRef } from './InviteRef.js';
import { RoleRef } from './RoleRef.js';
import { namedBy, sentenceOf, toldBelow } from './sentence.js';
import { StateFacts } from './StateFacts.js';
import { Who } from './Who.js';

/** An event in plain words: who did what to whom, what was changed, and why. */
export function EventText({ event }: { readonly event: LogEvent }): ReactNode {
  const { t } = useTranslation('audit');
  const { reason } = event;
  return (
    <Stack gap={4}>
      <EventSentence event={event} />
      <StateFacts state={toldBelow(event)} isCompact />
      {reason !== null && (
        <Text size="sm" span>
          {t('reason')}: <bdi>{reason}</bdi>
        </Text>
      )}
    </Stack>
  );
}

export function EventSentence({ event }: { readonly event: LogEvent }): ReactNode {
  const { t } = useTranslation('audit');
  const { actor, type, stream } = event;
  const { user, inviter, invite, role, name } = namedBy(event);
  // Names are filled in as elements, never into the text: it is read as markup.
  const slots: Readonly<Record<string, ReactElement>> = {
    actor: <Who userId={actor} />,
    type: <Code>{type}</Code>,
    stream: <Code>{stream}</Code>,
    user: <Who userId={user ?? actor} />,
    inviter: <Who userId={inviter ?? actor} />,
    invite: invite === undefined ? <Code>{stream}</Code> : <InviteRef code={invite} />,
    role: role === undefined ? <Code>{stream}</Code> : <RoleRef id={role} />,
    name: (
      <Text span inherit fw={600} component="bdi">
        {name}
      </Text>
    ),
  };
  return (
    <Text component="div" lh={1.6}>
      <Trans t={t} i18nKey={`event.${sentenceOf(event)}`} components={slots} />
    </Text>
  );
}
