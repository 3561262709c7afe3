import { UnreadableEvent } from './errors.js';

/** What was asked of the states of streams; nothing where an event that cannot be read stands in its way. */
export async function ifReadable<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UnreadableEvent) return undefined;
    throw error;
  }
}
