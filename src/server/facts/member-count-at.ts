import type { ReadModels } from '../../event-store/event-store.js';

/** How many members there were when the community's settings were changed, at that position of the log. */
export async function memberCountAt(readModels: ReadModels, position: number): Promise<number> {
  const row = await readModels.get<{ member_count: number }>(
    'SELECT member_count FROM {server_changes} WHERE position = ?',
    position,
  );
  if (!row) throw new Error(`Nothing was changed at position ${position}.`);
  return row.member_count;
}
