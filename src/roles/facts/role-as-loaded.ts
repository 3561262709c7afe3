import type { RoleId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { roleView, type RoleView } from '../role-view.js';
import { roleStream } from '../role.fold.js';

/** A role as the states that `loader` sees have it. */
export async function roleAsLoaded(loader: StateLoader, id: RoleId): Promise<RoleView | undefined> {
  const role = await loader.load(roleStream(id));
  return role.state.exists ? roleView(role) : undefined;
}

/** A role that the states have no more, as it was deleted. */
export async function roleAsDeleted(
  loader: StateLoader,
  id: RoleId,
): Promise<RoleView | undefined> {
  const { state, version } = await loader.load(roleStream(id));
  // Its end was the last that happened to it.
  return state.exists || !state.was
    ? undefined
    : roleView({ state: state.was, version: version - 1 });
}

export type { RoleView } from '../role-view.js';
