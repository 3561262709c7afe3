import type { Stage } from '../event-store/commands/stage.js';
import { sql } from '../event-store/statement.js';
import type { NamedRole } from './role.decide.js';

/** The roles that there are, by name. */
export function roleNames(stage: Pick<Stage, 'all'>): Promise<readonly NamedRole[]> {
  return stage.all<NamedRole>(sql('SELECT id, name FROM {roles}'));
}
