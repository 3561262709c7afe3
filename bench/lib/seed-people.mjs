import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { systemClock } from '../../dist/src/platform/clock.js';
import { Sessions } from '../../dist/src/identity/sessions.js';
import { comeIn, joinBy, seed } from './seed.mjs';

const TEN_YEARS = 315_360_000;

/**
 * The token of the session of person number `index`: who needs a million of them need not keep them.
 *
 * @param {string} secret by which the people were seeded
 */
export function tokenOf(secret, index) {
  return createHash('sha256').update(`${secret}:${index}`).digest('base64url');
}

/**
 * Registers people and signs them in, straight into the database of a Gatehouse that is not running; the first
 * `members` of them join by the invite, too.
 *
 * @param {{ code: string, secret: string, members: number, count: number }} people
 */
export async function seedPeople(databaseFile, { code, secret, members, count }) {
  let issued = 0;
  // Commands are run in the order in which they came: so are the tokens asked for.
  const ids = { token: () => tokenOf(secret, issued++) };
  const config = { sessionTtlSeconds: TEN_YEARS };
  const nobodyElse = { onMessage: () => undefined };
  const sessions = new Sessions(undefined, undefined, systemClock, ids, config, nobodyElse);
  const signIn = (unit, userId) => void sessions.issue(unit, userId);
  const join = joinBy(code);
  let begun = 0;
  await seed(databaseFile, 'signing people in', count, (runner) =>
    comeIn(runner, signIn, ...(begun++ < members ? [join] : [])),
  );
}
