import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { pin, pinInstead, pinned } from './pin.js';
import { isGood, stateOf } from './pin-state.js';
import { eventQuery, freshKey, handoversQuery, type SignedHead } from '../../stores/audit.js';

/** Compares the head with the one that this browser remembers, and remembers the newer one. */
export function PinCheck({ head }: { readonly head: SignedHead }): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const [kept, setKept] = useState(pinned);
  const position = kept?.position ?? 0;
  const {
    data: there,
    error,
    refetch,
  } = useQuery({
    ...eventQuery(position),
    // It is asked for to see whether it is still the same.
    queryKey: [...freshKey, 'pinned', position],
    enabled: position > 0 && position <= head.position,
  });
  const isOtherKey = kept !== undefined && kept.public_key !== head.public_key;
  // Whether the key that is remembered has signed for the one of today.
  const handovers = useQuery({ ...handoversQuery, enabled: isOtherKey });
  const isEventKnown = position === 0 || position > head.position || there !== undefined;
  const isKnown = isEventKnown && (!isOtherKey || handovers.data !== undefined);
  const state = isKnown ? stateOf(kept, head, there?.hash, handovers.data ?? []) : undefined;
  const fits = isGood(state);
  useEffect(() => {
    if (fits) pin(head);
  }, [fits, head]);
  const failure = there ? handovers.error : error;
  if (failure && !isKnown) {
    const again = (): void => void Promise.all([refetch(), handovers.refetch()]);
    return <ProblemAlert error={failure} onRetry={again} />;
  }
  if (state === undefined) return null;
  const values = { position, date: kept ? formats.dateTime(kept.at) : '' };
  if (fits) {
    return (
      <Alert color="teal" variant="outline" icon={<IconShieldCheck aria-hidden />}>
        {t(`proof.pin.${state}`, values)}
      </Alert>
    );
  }
  const accept = (): void => {
    pinInstead(head);
    setKept(pinned());
  };
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={t(`proof.pin.${state}.title`, values)}
    >
      <Text size="sm">{t(`proof.pin.${state}.text`, values)}</Text>
      <Group mt="sm">
        <Button size="xs" variant="default" onClick={accept}>
          {t('proof.pin.accept')}
        </Button>
      </Group>
    </Alert>
  );
}
