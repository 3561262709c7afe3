import type { ProblemCode } from './problem-codes.js';

/** Members that the problem document has beside those that all have. */
export interface RefusalDetails {
  /** Of `INVITE_EXPIRED`: since when nobody can join, RFC 3339. */
  readonly expires_at?: string;
  /** Of `INVITE_EXHAUSTED`: for how many people it was. */
  readonly max_uses?: number;
}

/**
 * What a rule decides instead of events when it says no. It is a value of the domain: the
 * command runner rejects with it, and one filter turns it into a problem document.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param code the stable code of `docs/errors.md`
   * @param detail one sentence for people, safe to show to whoever asked
   * @param more what `detail` says, for programs that say it in their own words
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly more: RefusalDetails = {},
  ) {
    super(detail);
  }
}

export function refuse(code: ProblemCode, detail: string, more?: RefusalDetails): Refusal {
  return new Refusal(code, detail, more);
}

/** Somebody was erased, and their sessions with them, while a request of theirs was on its way. */
export function sessionEnded(): Refusal {
  return refuse('UNAUTHENTICATED', 'This session has ended; sign in again.');
}

/** What a rule has decided; a refusal ends the command that asked, as if it had not been. */
export function accepted<Decided>(decided: Decided | Refusal): Decided {
  if (decided instanceof Refusal) throw decided;
  return decided;
}
