import { Problem, Unreachable, type ProblemCode } from '@gatehouse/sdk';
import { StorageBlocked } from '../identity/storage-blocked.js';

/** The cases for which the page has words of its own. */
const CODES = [
  'INVITE_EXPIRED',
  'INVITE_EXHAUSTED',
  'INVITE_REVOKED',
  'INVITE_PAUSED',
  'INVITE_NOT_FOUND',
  'INVITER_GONE',
  'ROLE_HIERARCHY',
  'MEMBER_BANNED',
  'MEMBERSHIP_CLOSED',
  'NOT_ALLOWLISTED',
  'RATE_LIMITED',
  'STORAGE_UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'INTERNAL_ERROR',
  'CHALLENGE_FAILED',
] as const satisfies readonly ProblemCode[];

export type JoinProblem = (typeof CODES)[number] | 'unreachable' | 'storageBlocked' | 'unexpected';

/** Of these it cannot be said when they pass; another link can help, trying again cannot. */
const FINAL: ReadonlySet<JoinProblem> = new Set([
  'INVITE_EXPIRED',
  'INVITE_EXHAUSTED',
  'INVITE_REVOKED',
  'INVITE_NOT_FOUND',
  'INVITER_GONE',
  'MEMBER_BANNED',
]);

export function joinProblem(error: unknown): JoinProblem {
  if (error instanceof StorageBlocked) return 'storageBlocked';
  if (error instanceof Unreachable) return 'unreachable';
  if (!(error instanceof Problem)) return 'unexpected';
  return CODES.find((code) => code === error.code) ?? 'unexpected';
}

export function canPass(problem: JoinProblem): boolean {
  return !FINAL.has(problem);
}

/**
 * So many milliseconds after it may be tried again, it is, unasked; `undefined`: it waits to be asked.
 * @param isReadOnly nothing can be changed: that does not pass by itself
 */
export function goesOnByItself(problem: JoinProblem, isReadOnly: boolean): number | undefined {
  switch (problem) {
    case 'INVITE_PAUSED':
      return 15_000;
    case 'STORAGE_UNAVAILABLE':
    case 'OUTCOME_UNKNOWN':
      return isReadOnly ? undefined : 5000;
    case 'unreachable':
      return 5000;
    case 'RATE_LIMITED':
      return 1000;
    default:
      return undefined;
  }
}
