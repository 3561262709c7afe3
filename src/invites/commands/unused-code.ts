import type { Ids, InviteCode } from '../../platform/ids.js';
import { sql } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';

/** With 62^8 codes even a million invites collide once in 200 million tries: two misses are a fault. */
const TRIES = 10;

/** A code that was never issued, upper and lower case counting as the same. */
export async function unusedCode(unit: UnitOfWork, ids: Ids, length: number): Promise<InviteCode> {
  for (let tried = 0; tried < TRIES; tried++) {
    const code = ids.inviteCode(length);
    const taken = await unit.get(
      sql('SELECT 1 AS taken FROM {invites} WHERE LOWER(code) = ?', code.toLowerCase()),
    );
    if (!taken) return code;
  }
  throw new Error(`No unused invite code was found in ${TRIES} tries.`);
}
