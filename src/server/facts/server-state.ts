import type { StateLoader } from '../../event-store/stream.js';
import { SERVER_STREAM, type ServerState } from '../server.fold.js';

/** The settings and the owner, as other contexts' decisions need them. */
export async function serverState(loader: StateLoader): Promise<ServerState> {
  return (await loader.load(SERVER_STREAM)).state;
}
