import { Button, Fieldset, Group, Input, Slider, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { EventSentence } from './EventText.js';
import { positionIn, timeIn } from '../../stores/audit-filter.js';
import { localTime } from '../shared/local-time.js';
import { settingsQuery } from '../../stores/moments.js';
import { eventQuery } from '../../stores/audit.js';
import { useStateOf } from '../../hooks/useStateOf.js';

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

interface SliderProps {
  readonly position: number;
  readonly head: number;
  readonly onChange: Props['onChange'];
}

function PositionSlider({ position, head, onChange }: SliderProps): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const [shown, setShown] = useStateOf(String(position), () => position);
  const label = useId();
  if (head < 2) return null;
  return (
    <div>
      <Input.Label id={label} component="div">
        {t('asOf.slider')}
      </Input.Label>
      <Slider
        value={shown}
        min={1}
        max={head}
        onChange={(value) => setShown(() => value)}
        onChangeEnd={(value) => onChange({ position: value })}
        label={(value) => formats.number(value)}
        thumbProps={{ 'aria-labelledby': label, 'aria-label': t('asOf.slider') }}
      />
    </div>
  );
}

interface FieldsProps {
  readonly moment: MomentSearch;
  readonly head: number;
  readonly onChange: Props['onChange'];
}

/** One of the two is empty. */
interface Typed {
  readonly position: string;
  /** Of a `datetime-local` field. */
  readonly time: string;
  readonly fault?: 'position' | 'time' | undefined;
}

function MomentFields({ moment, head, onChange }: FieldsProps): ReactNode {
  const { t } = useTranslation('audit');
  const [{ position, time, fault }, change] = useStateOf<Typed>(JSON.stringify(moment), () => ({
    position: moment.position?.toString() ?? '',
    time: localTime(moment.at),
  }));
  const fails = (what: Typed['fault']): void => change((now) => ({ ...now, fault: what }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const [wanted, at] = [positionIn(position.trim()), timeIn(time)];
    if (position.trim() !== '') {
      if (wanted === undefined || wanted > head) fails('position');
      else onChange({ position: wanted });
    } else if (time !== '') {
      if (at === undefined) fails('time');
      else onChange({ at });
    } else onChange({});
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t('asOf.position')}
          value={position}
          onChange={({ currentTarget: { value } }) => change(() => ({ position: value, time: '' }))}
          error={fault === 'position' && t('asOf.fault.position', { head })}
          inputMode="numeric"
          autoComplete="off"
          w={140}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label={t('asOf.time')}
          value={time}
          onChange={({ currentTarget: { value } }) => change(() => ({ position: '', time: value }))}
          error={fault === 'time' && t('filter.fault.time')}
          maw={240}
        />
        <Group gap="sm" mt={{ base: 0, sm: 25 }}>
          <Button type="submit" variant="default">
            {t('asOf.show')}
          </Button>
          {(moment.position !== undefined || moment.at !== undefined) && (
            <Button variant="default" onClick={() => onChange({})}>
              {t('asOf.toNow')}
            </Button>
          )}
        </Group>
      </Group>
    </form>
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
