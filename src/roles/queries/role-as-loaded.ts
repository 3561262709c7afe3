import type { RoleId } from '../../common/ids.js';
import type { StateLoader } from '../../event-store/decider.js';
import { roleDecider } from '../role.decider.js';
import { roleStream } from '../role.events.js';
import { roleView, type RoleView } from '../role-view.js';

/** A role as the states that `loader` sees have it. */
export async function roleAsLoaded(loader: StateLoader, id: RoleId): Promise<RoleView | undefined> {
  const { state } = await loader.load(roleDecider, roleStream(id));
  return state.exists ? roleView(state) : undefined;
}

export type { RoleView } from '../role-view.js';
