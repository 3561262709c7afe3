import type { Folded } from '../event-store/fold.js';
import { requireMatch, type IfMatch } from '../platform/if-match.js';
import type { Refusal } from '../platform/refusal.js';
import { requirePermission, type Authority } from '../roles/authority.js';
import type { FirstSettings, ServerEvent, ServerSettings } from './server.events.js';
import type { ServerState } from './server.fold.js';

export function decideCreateServer(
  settings: FirstSettings,
  state: ServerState,
): readonly ServerEvent[] {
  return state.exists ? [] : [{ type: 'ServerCreated', data: settings }];
}

/** `manage_server` changes settings; what is as it was already makes no event. */
export function decideChangeSettings(
  changes: Partial<ServerSettings>,
  { state, version }: Folded<ServerState>,
  { actor, ifMatch }: { readonly actor: Authority; readonly ifMatch: IfMatch },
): readonly ServerEvent[] | Refusal {
  const refusal =
    requirePermission(actor, 'manage_server') ?? requireMatch(ifMatch, version, 'The community');
  if (refusal) return refusal;
  const effective: Partial<ServerSettings> = {
    ...(changes.name !== undefined && changes.name !== state.name && { name: changes.name }),
    ...(changes.icon !== undefined && changes.icon !== state.icon && { icon: changes.icon }),
    ...(changes.membership_mode !== undefined &&
      changes.membership_mode !== state.membership_mode && {
        membership_mode: changes.membership_mode,
      }),
    ...(changes.accent_color !== undefined &&
      changes.accent_color !== state.accent_color && { accent_color: changes.accent_color }),
  };
  if (Object.keys(effective).length === 0) return [];
  return [{ type: 'ServerSettingsChanged', data: effective }];
}
