import { notifications } from '@mantine/notifications';

const SHOWN_MS = 6000;

/** Says that something was done; it goes by itself. */
export function toast(text: string): void {
  notifications.show({ message: text, color: 'gate', autoClose: SHOWN_MS, role: 'status' });
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
