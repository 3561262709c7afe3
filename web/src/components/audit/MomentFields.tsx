import { Button, Group, TextInput } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { positionIn } from '../../stores/audit-filter.js';
import { timeIn } from '../../stores/search-params.js';
import { localTime } from '../shared/local-time.js';
import { useStateOf } from '../../hooks/useStateOf.js';

interface Props {
  readonly moment: MomentSearch;
  readonly head: number;
  readonly onChange: (moment: MomentSearch) => void;
}

/** One of the two is empty. */
interface Typed {
  readonly position: string;
  /** Of a `datetime-local` field. */
  readonly time: string;
  readonly fault?: 'position' | 'time' | undefined;
}

/** A moment as it is typed: by its position, or by its time. */
export function MomentFields({ moment, head, onChange }: Props): ReactNode {
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
