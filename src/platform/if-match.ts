import { refuse, type Refusal } from './refusal.js';

/** The versions that `If-Match` names; `undefined` when any will do. */
export type IfMatch = readonly number[] | undefined;

/** Refuses what was meant for another version than the one that there is by now. */
export function requireMatch(ifMatch: IfMatch, version: number, what: string): Refusal | undefined {
  if (!ifMatch || ifMatch.includes(version)) return undefined;
  return refuse('VERSION_MISMATCH', `${what} is at version ${version} by now.`);
}
