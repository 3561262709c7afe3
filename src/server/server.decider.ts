import type { UserId } from '../common/ids.js';
import type { Refusal } from '../common/refusal.js';
import type { Decider } from '../event-store/decider.js';
import { requirePermission, type Authority } from '../roles/authority.js';
import type { ServerEvent, ServerSettings } from './server.events.js';

export interface ServerState extends ServerSettings {
  readonly exists: boolean;
  readonly owner: UserId | null;
}

export const serverDecider: Decider<ServerState, ServerEvent> = {
  name: 'server',
  version: 1,
  initialState: { exists: false, name: '', icon: null, membership_mode: 'closed', owner: null },
  evolve: (state, event): ServerState => {
    switch (event.type) {
      case 'ServerCreated':
        return { ...event.data, exists: true, owner: null };
      case 'ServerSettingsChanged':
        return { ...state, ...event.data };
      case 'OwnerAppointed':
        return { ...state, owner: event.data.user_id };
    }
  },
};

export function decideCreateServer(
  settings: ServerSettings,
  state: ServerState,
): readonly ServerEvent[] {
  return state.exists ? [] : [{ type: 'ServerCreated', data: settings }];
}

/** `manage_server` changes settings; what is as it was already makes no event. */
export function decideChangeSettings(
  changes: Partial<ServerSettings>,
  state: ServerState,
  actor: Authority,
): readonly ServerEvent[] | Refusal {
  const refusal = requirePermission(actor, 'manage_server');
  if (refusal) return refusal;
  const effective: Partial<ServerSettings> = {
    ...(changes.name !== undefined && changes.name !== state.name && { name: changes.name }),
    ...(changes.icon !== undefined && changes.icon !== state.icon && { icon: changes.icon }),
    ...(changes.membership_mode !== undefined &&
      changes.membership_mode !== state.membership_mode && {
        membership_mode: changes.membership_mode,
      }),
  };
  if (Object.keys(effective).length === 0) return [];
  return [{ type: 'ServerSettingsChanged', data: effective }];
}
