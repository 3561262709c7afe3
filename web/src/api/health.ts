import { baseUrl } from '../boot/boot.js';

const ANSWER_MS = 5000;

/** Whether there is a server that answers; asked as often as one likes. */
export async function serverAnswers(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    return (await fetch(`${baseUrl}/healthz`, { cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}
