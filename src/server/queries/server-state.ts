import type { StateLoader } from '../../event-store/decider.js';
import { serverDecider, type ServerState } from '../server.decider.js';
import { SERVER_STREAM } from '../server.events.js';

/** The settings and the owner, as other contexts' decisions need them. */
export async function serverState(loader: StateLoader): Promise<ServerState> {
  return (await loader.load(serverDecider, SERVER_STREAM)).state;
}
