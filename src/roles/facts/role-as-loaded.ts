import type { RoleId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { roleView, type RoleView } from '../role-view.js';
import { roleStream } from '../role.fold.js';

/** A role as the states that `loader` sees have it. */
export async function roleAsLoaded(loader: StateLoader, id: RoleId): Promise<RoleView | undefined> {
  const { state } = await loader.load(roleStream(id));
  return state.exists ? roleView(state) : undefined;
}

/** A role that the states have no more, as it was deleted. */
export async function roleAsDeleted(
  loader: StateLoader,
  id: RoleId,
): Promise<RoleView | undefined> {
  const { state } = await loader.load(roleStream(id));
  return state.exists || !state.was ? undefined : roleView(state.was);
}

export type { RoleView } from '../role-view.js';
