import type { UserId } from '../platform/ids.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import type { ServerEvent, ServerSettings } from './server.events.js';

export interface ServerState extends ServerSettings {
  readonly exists: boolean;
  readonly owner: UserId | null;
}

export const serverFold: Fold<ServerState, ServerEvent> = {
  name: 'server',
  version: 2,
  initialState: {
    exists: false,
    name: '',
    icon: null,
    membership_mode: 'closed',
    accent_color: null,
    owner: null,
  },
  evolve: (state, event): ServerState => {
    switch (event.type) {
      case 'ServerCreated':
        return { ...event.data, accent_color: null, exists: true, owner: null };
      case 'ServerSettingsChanged':
        return { ...state, ...event.data };
      case 'OwnerAppointed':
        return { ...state, owner: event.data.user_id };
    }
  },
};

export const SERVER_STREAM: Stream<ServerState, ServerEvent> = { name: 'server', fold: serverFold };
