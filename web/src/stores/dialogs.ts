import { create } from 'zustand';

interface Dialogs {
  /** Whether the dialog that makes an invite is open: it can be from anywhere. */
  readonly createInvite: boolean;
}

export const useDialogs = create<Dialogs>(() => ({ createInvite: false }));

export function openCreateInvite(): void {
  useDialogs.setState({ createInvite: true });
}

export function closeCreateInvite(): void {
  useDialogs.setState({ createInvite: false });
}
