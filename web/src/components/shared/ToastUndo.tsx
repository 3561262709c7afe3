import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { randomId } from '@mantine/hooks';
import { announce } from './Announcer.js';

const SHOWN_MS = 12_000;

interface Undoable {
  /** To what it was done: what is said of that later takes its place, as this can be undone no more. */
  readonly to: string;
  /** What was done. */
  readonly text: string;
  /** What the button that undoes it says. */
  readonly undo: string;
  readonly onUndo: () => void;
}

/** Which toast spoke last of what. */
const latest = new Map<string, string>();

/** Says that something was done, and takes it back if asked to. */
export function toastUndo({ to, text, undo, onUndo }: Undoable): void {
  const id = randomId();
  const before = latest.get(to);
  if (before !== undefined) notifications.hide(before);
  latest.set(to, id);
  const takeBack = (): void => {
    notifications.hide(id);
    onUndo();
  };
  announce(text);
  notifications.show({
    id,
    color: 'gate',
    autoClose: SHOWN_MS,
    onClose: () => {
      if (latest.get(to) === id) latest.delete(to);
    },
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
