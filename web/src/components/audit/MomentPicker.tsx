import { Fieldset, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { EventSentence } from './EventText.js';
import { settingsQuery } from '../../stores/moments.js';
import { eventQuery } from '../../stores/audit.js';
import { MomentFields } from './MomentFields.js';
import { PositionSlider } from './PositionSlider.js';

interface Props {
  readonly title: string;
  readonly moment: MomentSearch;
  /** Where the log ends. */
  readonly head: number;
  readonly onChange: (moment: MomentSearch) => void;
}

/** A moment by its position, on a slider or typed, or by its time; and what had just happened then. */
export function MomentPicker({ title, moment, head, onChange }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const { data, error, refetch } = useQuery({
    ...settingsQuery(moment),
    placeholderData: (previous) => previous,
  });
  const isNow = moment.position === undefined && moment.at === undefined;
  const position = moment.position ?? (isNow ? head : (data?.as_of.position ?? head));
  return (
    <Fieldset legend={title}>
      <Stack gap="sm">
        <PositionSlider position={position} head={head} onChange={onChange} />
        <MomentFields moment={moment} head={head} onChange={onChange} />
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {isNow ? (
          <Text size="sm">{t('asOf.now')}</Text>
        ) : (
          data && !error && <Found position={data.as_of.position} at={data.as_of.at} />
        )}
      </Stack>
    </Fieldset>
  );
}

/** Which moment it is, and the last event up to it. */
function Found({ position, at }: { readonly position: number; readonly at: string }): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { data: event } = useQuery({ ...eventQuery(position), enabled: position > 0 });
  return (
    <Stack gap={4} role="status">
      <Text size="sm">
        {t('asOf.found', { position, date: formats.exactTime(at) })} (<RelativeTime at={at} />)
      </Text>
      {position === 0 && <Text size="sm">{t('asOf.before')}</Text>}
      {event && (
        <Group gap={6} align="baseline">
          <Text size="sm" c="dimmed">
            {t('asOf.last')}
          </Text>
          <EventSentence event={event} />
        </Group>
      )}
    </Stack>
  );
}
