import { create } from 'zustand';
import { remembered } from '../boot/remembered.js';

const OFF = 'gatehouse.keys-off';

/**
 * Whether single keys do something. They can be turned off, for whoever speaks to their computer
 * (WCAG 2.1.4, Character Key Shortcuts).
 */
export const useKeys = create<{ readonly isOn: boolean }>(() => ({
  isOn: remembered.read(OFF) === null,
}));

export function turnKeys(isOn: boolean): void {
  remembered.write(OFF, isOn ? null : 'yes');
  useKeys.setState({ isOn });
}
