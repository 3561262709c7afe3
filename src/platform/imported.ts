import type { Instant } from './clock.js';
import type { UserId } from './ids.js';

/**
 * In the data of an event that tells what another program remembered. The event's own time and actor are
 * those of the import.
 */
export interface Imported {
  readonly from: 'decentcom';
  /** When it happened there, as far as that is known; never behind the event's own time. */
  readonly at: Instant;
  /** Who did it there, where that was kept. */
  readonly by: UserId | null;
}

/** An event that may have been imported. */
export interface MaybeImported {
  readonly at: Instant;
  readonly actor: string;
  readonly data: { readonly imported?: Imported };
}

/** When it happened, here or where it was imported from. */
export function happenedAt({ data, at }: Pick<MaybeImported, 'data' | 'at'>): Instant {
  return data.imported?.at ?? at;
}

/** Who did it, here or where it was imported from; a user id, or `system`. */
export function doneBy({ data, actor }: Pick<MaybeImported, 'data' | 'actor'>): string {
  return data.imported?.by ?? actor;
}

/** The mark of what happened at `at`, or at an unknown time, and is imported now. */
export function importedMark(
  at: Instant | null,
  now: Instant,
  by: UserId | null = null,
): { readonly imported: Imported } {
  // A clock that went fast there must not make anything happen in our future.
  return { imported: { from: 'decentcom', at: at === null || at > now ? now : at, by } };
}

/** Why a row is not taken. */
export type SkipCode =
  | 'bad_key'
  | 'bad_code'
  | 'bad_number'
  | 'bad_time'
  | 'bad_id'
  | 'no_such_user'
  | 'no_such_role'
  | 'creator_unknown'
  | 'code_taken'
  | 'banned'
  | 'banned_here'
  | 'erased_here'
  | 'is_owner'
  | 'too_many_roles';

/** What is different from the row that was taken, or what whoever runs the import should know of it. */
export type NoteCode =
  | 'name_mended'
  | 'name_taken'
  | 'reason_mended'
  | 'color_dropped'
  | 'position_moved'
  | 'permissions_dropped'
  | 'role_dropped'
  | 'max_uses_capped'
  | 'time_unknown'
  | 'is_bot'
  | 'expired'
  | 'used_up'
  | 'inviter_gone'
  | 'creator_banned';

/** What became of one row: `there` when it was imported before, or was here without that. */
export type RowOutcome =
  | { readonly outcome: 'taken'; readonly notes: readonly NoteCode[] }
  | { readonly outcome: 'there'; readonly imported: boolean }
  | { readonly outcome: 'skipped'; readonly why: SkipCode };

export function taken(notes: readonly NoteCode[]): RowOutcome {
  return { outcome: 'taken', notes };
}

export function there(imported: boolean): RowOutcome {
  return { outcome: 'there', imported };
}

export function skipped(why: SkipCode): RowOutcome {
  return { outcome: 'skipped', why };
}
