import { sql } from './event-store/statement.js';
import type { StoredLog } from './event-store/stored-log.js';
import { PROJECTIONS } from './projections.js';

export interface Standing {
  readonly name: string;
  readonly version: number;
  /** As its tables are; `null` when they are not there. */
  readonly stored_version: number | null;
  readonly current: boolean;
  readonly rebuilds: number;
}

/** How each projection stands in a database. */
export async function standingsIn(log: StoredLog): Promise<readonly Standing[]> {
  const rows = await log.all<{ name: string; version: number; rebuilds: number }>(
    sql('SELECT name, version, rebuilds FROM projections'),
  );
  return PROJECTIONS.map(({ name, version }) => {
    const row = rows.find((each) => each.name === name);
    return {
      name,
      version,
      stored_version: row?.version ?? null,
      current: row?.version === version,
      // Below zero where nothing is left of the last one.
      rebuilds: Math.abs(row?.rebuilds ?? 0),
    };
  });
}
