import { Button, Group, Stack, Text } from '@mantine/core';
import { BusyButton } from './BusyButton.js';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert.js';
import { ReasonField, reasonIn } from './ReasonField.js';

interface Deed {
  readonly title: string;
  /** What follows from it. */
  readonly text: string;
  /** What the button that does it says, e.g. `Ban`. */
  readonly confirm: string;
  /** Does it; if it is refused, the dialog stays, and what was typed with it. */
  readonly act: (reason: string | null) => Promise<unknown>;
}

/** Asks before something is done to somebody, and why it is done. */
export function askReason(deed: Deed): void {
  const id = modals.open({
    title: deed.title,
    children: <ReasonForm deed={deed} onClose={() => modals.close(id)} />,
  });
}

function ReasonForm({
  deed,
  onClose,
}: {
  readonly deed: Deed;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const acting = useMutation({
    mutationFn: () => deed.act(reasonIn(reason)),
    onSuccess: onClose,
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    acting.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>{deed.text}</Text>
        <ReasonField value={reason} onChange={setReason} isFirst />
        {acting.error && <ProblemAlert error={acting.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <BusyButton type="submit" color="red" isBusy={acting.isPending}>
            {deed.confirm}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
