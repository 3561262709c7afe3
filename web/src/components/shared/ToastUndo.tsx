import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { randomId } from '@mantine/hooks';
import { announce } from './Announcer.js';

const SHOWN_MS = 12_000;

interface Undoable {
  /** What was done. */
  readonly text: string;
  /** What the button that undoes it says. */
  readonly undo: string;
  readonly onUndo: () => void;
}

/** Says that something was done, and takes it back if asked to. */
export function toastUndo({ text, undo, onUndo }: Undoable): void {
  const id = randomId();
  const takeBack = (): void => {
    notifications.hide(id);
    onUndo();
  };
  announce(text);
  notifications.show({
    id,
    color: 'gate',
    autoClose: SHOWN_MS,
    role: 'group',
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        <Button size="xs" variant="default" onClick={takeBack}>
          {undo}
        </Button>
      </Group>
    ),
  });
}
