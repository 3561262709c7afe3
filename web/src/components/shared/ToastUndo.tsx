import { Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { randomId } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { announce } from './Announcer.js';
import { BusyButton } from './BusyButton.js';

const SHOWN_MS = 12_000;

interface Undoable {
  /** To what it was done: what is said of that later takes its place, as this can be undone no more. */
  readonly to: string;
  /** What was done. */
  readonly text: string;
  /** What the button that undoes it says. */
  readonly undo: string;
  /** Rejects if it could not be undone: then it can be tried again. */
  readonly onUndo: () => Promise<unknown>;
}

/** Which toast spoke last of what. */
const latest = new Map<string, string>();

/** Says that something was done, and takes it back if asked to. */
export function toastUndo({ to, text, undo, onUndo }: Undoable): void {
  const id = randomId();
  const before = latest.get(to);
  if (before !== undefined) notifications.hide(before);
  latest.set(to, id);
  const takeBack = async (): Promise<void> => {
    notifications.update({ id, autoClose: false, message: message(true) });
    try {
      await onUndo();
      notifications.hide(id);
    } catch {
      // Whoever undoes it says what went wrong.
      notifications.update({ id, autoClose: SHOWN_MS, message: message(false) });
    }
  };
  const message = (isBusy: boolean): ReactNode => (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{text}</Text>
      <BusyButton size="xs" variant="default" isBusy={isBusy} onClick={() => void takeBack()}>
        {undo}
      </BusyButton>
    </Group>
  );
  announce(text);
  notifications.show({
    id,
    color: 'gate',
    autoClose: SHOWN_MS,
    onClose: () => {
      if (latest.get(to) === id) latest.delete(to);
    },
    role: 'group',
    message: message(false),
  });
}
