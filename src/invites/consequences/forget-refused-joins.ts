import type { UserId } from '../../platform/ids.js';
import { sql } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';

/** Adds to a command that erases somebody: where they were refused a join is no history, and goes. */
export function forgetRefusedJoinsOf(unit: UnitOfWork, userId: UserId): void {
  unit.write(sql('DELETE FROM refused_joins WHERE user_id = ?', userId));
}
