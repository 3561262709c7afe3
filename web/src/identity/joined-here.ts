import { baseUrl } from '../boot/boot.js';
import { remembered } from '../boot/remembered.js';

const KEPT = `gatehouse.joined ${baseUrl}`;

/** Whether it is worth looking: somebody has joined from this browser. The key says who, and the server whether. */
export function mayHaveJoined(): boolean {
  return remembered.read(KEPT) !== null;
}

export function rememberJoined(joined: boolean): void {
  remembered.write(KEPT, joined ? 'yes' : null);
}
