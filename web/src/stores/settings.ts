import type { MembershipMode, Server } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { changeServer } from '../api/server.js';
import { changeCached } from './change-cached.js';
import { serverQuery } from './community.js';
import { changesOf, differing, type FormDraft } from './form-draft.js';
import { writeIfSame } from './write-if-same.js';

/** What can be set of the community in its form. */
export interface Settings {
  readonly name: string;
  /** An URL, or nothing. */
  readonly icon: string;
  readonly membership_mode: MembershipMode;
  /** `#rrggbb`, or nothing. */
  readonly accent_color: string;
}

export function settingsOf({ name, icon, membership_mode, accent_color }: Server): Settings {
  return { name, icon: icon ?? '', membership_mode, accent_color: accent_color ?? '' };
}

/**
 * Writes what was entered, if nobody else has changed the settings meanwhile; another owner is no conflict.
 * @throws Problem, Unreachable
 */
export function saveSettings(queries: QueryClient, draft: FormDraft<Settings>): Promise<Server> {
  const { name, icon, accent_color, ...others } = changesOf(draft);
  const body = {
    ...others,
    ...(name !== undefined && { name: name.trim() }),
    ...(icon !== undefined && { icon: icon.trim() === '' ? null : icon.trim() }),
    ...(accent_color !== undefined && {
      accent_color: accent_color.trim() === '' ? null : accent_color.trim(),
    }),
  };
  return writeIfSame(
    { version: draft.version },
    {
      write: ({ version }) => changeServer(body, version),
      read: () => queries.query({ ...serverQuery, staleTime: 0 }),
      isSame: (server) => differing(settingsOf(server), draft.base).length === 0,
    },
  );
}

/**
 * Gives a new community its name and icon, which nobody else is about yet.
 * @throws Problem, Unreachable
 */
export async function nameCommunity(
  queries: QueryClient,
  { name, icon }: Partial<Pick<Settings, 'name' | 'icon'>>,
): Promise<Server> {
  const saved = await changeServer({
    ...(name !== undefined && { name: name.trim() }),
    ...(icon !== undefined && { icon: icon.trim() || null }),
  });
  changeCached(queries, serverQuery.queryKey, () => saved);
  return saved;
}
