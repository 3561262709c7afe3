import type { ServerResponse } from 'node:http';

/** So long a client may take nothing of what it is sent. Whoever resumes asks for the rest with `after`. */
const PATIENCE_MS = 5 * 60 * 1000;

/** Gives up a client that has stopped reading: what waits for it would be held for as long as it likes. */
export function cutWhenStalled(response: ServerResponse, patienceMs = PATIENCE_MS): void {
  // Node counts a byte that was taken as a sign of life, and sets the time anew when the answer has ended.
  response.setTimeout(patienceMs, () => response.destroy());
}
