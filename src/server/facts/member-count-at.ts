import type { ReadModels } from '../../event-store/event-store.js';

/**
 * How many members there were when the community was changed, at that position of the log.
 * A process of an older version that still runs beside this one keeps no such count: then it is today's.
 */
export async function memberCountAt(readModels: ReadModels, position: number): Promise<number> {
  const row = await readModels.get<{ member_count: number }>(
    `SELECT COALESCE(
       (SELECT member_count FROM {server_changes} WHERE position = ?), member_count
     ) AS member_count FROM {server}`,
    position,
  );
  return row?.member_count ?? 0;
}
