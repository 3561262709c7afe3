import { answerOf, problemFrom, Unreachable, type components } from '@gatehouse/sdk';
import type { Body } from './calls.js';
import { api } from './client.js';
import { linesOf } from './lines.js';
import { longCall } from './long-call.js';

export type BranchOutcome = components['schemas']['BranchOutcomeDto'];
export type BranchDeed = Omit<Body<'/api/v1/moderation/branch', 'post'>, 'dry_run'>;

/** How far it has come. */
export interface BranchProgress {
  readonly done: number;
  readonly of: number;
}

/** Whom something would be done to; nothing is done. */
export async function tryOnBranch(body: BranchDeed, signal?: AbortSignal): Promise<BranchOutcome> {
  const answer = await answerOf(
    api.POST('/api/v1/moderation/branch', {
      body: { ...body, dry_run: true },
      ...(signal && { signal }),
    }),
  );
  // Lines come only where they are asked for.
  return answer as BranchOutcome;
}

/**
 * Does it.
 * @param key the same for the same try: should it be cut off, the next finishes it
 * @throws Problem, Unreachable
 */
export async function actOnBranch(
  body: BranchDeed,
  key: string,
  tell: (progress: BranchProgress) => void,
): Promise<BranchOutcome> {
  const response = await longCall('/api/v1/moderation/branch', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/x-ndjson',
      'idempotency-key': key,
    },
    body: JSON.stringify({ ...body, dry_run: false }),
  });
  try {
    for await (const text of linesOf(response.body)) {
      const line = JSON.parse(text) as BranchProgress | BranchOutcome | { readonly code: string };
      if ('done' in line) tell(line);
      else if ('people' in line) return line;
      // Went wrong in the middle: whoever had their turn before stays done to.
      else throw problemFrom(line, response);
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) throw cut(error);
    throw error;
  }
  throw cut();
}

function cut(cause?: unknown): Unreachable {
  return new Unreachable('It was cut off.', { cause });
}
