import { Input, Slider } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { useStateOf } from '../../hooks/useStateOf.js';

interface Props {
  readonly position: number;
  readonly head: number;
  readonly onChange: (moment: MomentSearch) => void;
}

/** A moment by its position: it is another when the slider is let go of. */
export function PositionSlider({ position, head, onChange }: Props): ReactNode {
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
