import { notifications } from '@mantine/notifications';
import { announce } from './Announcer.js';

const SHOWN_MS = 6000;

/** Says that something was done; it goes by itself. */
export function toast(text: string): void {
  // A region that comes together with its words is not spoken by every reader; the announcer is there before.
  announce(text);
  notifications.show({ message: text, color: 'gate', autoClose: SHOWN_MS, role: 'presentation' });
}

/** Says what went wrong; it stays until it is closed. */
export function toastProblem({
  title,
  advice,
}: {
  readonly title: string;
  readonly advice: string;
}): void {
  notifications.show({ title, message: advice, color: 'red', autoClose: false, role: 'alert' });
}
