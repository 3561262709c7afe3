import { Problem } from '@gatehouse/sdk';

/** What many use, or move, has a new version with each time. */
const TRIES = 5;

/** Whether something was refused because somebody else was quicker. */
export function isStale(error: unknown): boolean {
  return error instanceof Problem && error.code === 'VERSION_MISMATCH';
}

interface Write<Seen, Now extends Seen, Answer> {
  /** Sends it, to be refused if anything has another version by now. */
  readonly write: (seen: Seen) => Promise<Answer>;
  /** Asks what there is by now; nothing, if it is gone. */
  readonly read: () => Promise<Now | null | undefined>;
  /** Whether that is what the writer went by: versions change with other things, too, which are no conflict. */
  readonly isSame: (now: Now) => boolean;
}

/**
 * Writes over what was seen, unless somebody else has changed it meanwhile.
 * @throws Problem, of `VERSION_MISMATCH` for a conflict; Unreachable
 */
export async function writeIfSame<Seen, Now extends Seen, Answer>(
  seen: Seen,
  { write, read, isSame }: Write<Seen, Now, Answer>,
): Promise<Answer> {
  let latest = seen;
  for (let tries = 1; ; tries++) {
    try {
      return await write(latest);
    } catch (error) {
      if (!isStale(error) || tries === TRIES) throw error;
      const now = await read();
      if (now === null || now === undefined || !isSame(now)) throw error;
      latest = now;
    }
  }
}
