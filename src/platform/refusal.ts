import type { ProblemCode } from './problem-codes.js';

/**
 * What a rule decides instead of events when it says no. It is a value of the domain: the
 * command runner rejects with it, and one filter turns it into a problem document.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param code the stable code of `docs/errors.md`
   * @param detail one sentence for people, safe to show to whoever asked
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
  ) {
    super(detail);
  }
}

export function refuse(code: ProblemCode, detail: string): Refusal {
  return new Refusal(code, detail);
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
